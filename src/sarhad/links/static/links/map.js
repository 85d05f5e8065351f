// A map that can be moved, over the still picture. It draws what the table says and asks nobody but this node.
"use strict";
(() => {
  const box = document.getElementById("map");
  if (!box || typeof maplibregl === "undefined") return;
  const figure = document.getElementById("map-figure"), tools = document.getElementById("map-tools");
  const time = document.getElementById("map-time"), said = document.getElementById("map-said");
  const russian = document.documentElement.lang === "ru";
  const rows = [...document.querySelectorAll("tr[data-pin]")], ways = [...document.querySelectorAll("tr[data-way]")];
  const FONT = ["Segoe UI, Noto Sans, DejaVu Sans, sans-serif"]; // drawn here: there is no server of glyphs

  const DASHES = { told: null, vague: [4, 3], guessed: [0.5, 2] };
  const sorted = (sort) => ["==", ["get", "sort"], sort];

  // TopoJSON: arcs that neighbours share, each as steps on a grid

  function decode(topology) {
    const [step] = topology.transform.scale;
    const arcs = topology.arcs.map((arc) => {
      let x = 0, y = 0;
      return arc.map(([dx, dy]) => [(x += dx) * step, (y += dy) * step]);
    });
    const ring = (numbers) => numbers.flatMap((n, at) => {
      const points = n < 0 ? [...arcs[~n]].reverse() : arcs[n];
      return at ? points.slice(1) : points;
    });
    const shape = (each) => each.type === "Point"
      ? { type: "Point", coordinates: each.coordinates.map((one) => one * step) }
      : { type: "MultiPolygon", coordinates: each.arcs.map((part) => part.map(ring)) };
    const collect = (each) => each.geometries.map((one) => feature(shape(one), one.properties));
    return Object.fromEntries(Object.entries(topology.objects).map(([name, each]) => [name, collect(each)]));
  }

  const feature = (geometry, properties) => ({
    type: "Feature", geometry, properties: { ...properties, label: russian ? properties.ru : properties.en },
  });
  const source = (features) => ({ type: "geojson", data: { type: "FeatureCollection", features } });
  const point = (coordinates, properties) => ({ type: "Feature", geometry: { type: "Point", coordinates }, properties });

  // What the table says

  const place = (row) => [Number(row.dataset.lon), Number(row.dataset.lat)];

  function pins() {
    const found = new Map();
    for (const row of rows) {
      const pin = found.get(row.dataset.pin) || { at: place(row), name: row.dataset.name, days: [], vague: false };
      pin.days.push(row.dataset.day);
      pin.vague = "vague" in row.dataset;
      found.set(row.dataset.pin, pin);
    }
    return [...found].map(([number, pin]) =>
      point(pin.at, { number, name: pin.name, vague: pin.vague, day: pin.days.sort()[0] }));
  }

  const stops = (row) => row.dataset.way.split(" ").map((each) => each.split(",").map(Number));

  function bent([a, b], [c, d]) { // as the still picture bends it
    const mid = [(a + c) / 2 + (d - b) * 0.12, (b + d) / 2 - (c - a) * 0.12];
    return Array.from({ length: 25 }, (_, n) => n / 24).map((t) => [0, 1].map((k) =>
      (1 - t) ** 2 * [a, b][k] + 2 * t * (1 - t) * mid[k] + t * t * [c, d][k]));
  }

  function lines() {
    return ways.flatMap((row) => {
      const at = stops(row);
      return at.slice(1).map((stop, n) => ({
        type: "Feature", geometry: { type: "LineString", coordinates: bent(at[n], stop) },
        properties: { sort: !row.dataset.told ? "guessed" : "vague" in row.dataset ? "vague" : "told", day: row.dataset.day },
      }));
    });
  }

  function halts() { // stops of ways at which no pin stands
    const known = new Set(rows.map((row) => place(row).join()));
    return ways.flatMap((row) => stops(row).map((at, n) => ({ at, name: row.dataset.names.split("|")[n], day: row.dataset.day })))
      .filter(({ at, name }) => name && !known.has(at.join()) && known.add(at.join()))
      .map(({ at, name, day }) => point(at, { name, day }));
  }

  function bounds() {
    const every = box.dataset.extent.split(" ").map((each) => each.split(",").map(Number));
    const [xs, ys] = [every.map(([x]) => x), every.map(([, y]) => y)];
    return [[Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]];
  }

  // Drawing

  function style(base) {
    const css = getComputedStyle(document.documentElement);
    const colour = (name) => css.getPropertyValue(`--${name}`).trim();
    const text = (id, from, size, paint, more = {}) => ({
      id, type: "symbol", source: from, paint,
      layout: { "text-field": ["get", "label"], "text-font": FONT, "text-size": size, ...more.layout },
      ...(more.rest || {}),
    });
    const halo = { "text-color": colour("soft"), "text-halo-color": colour("sheet"), "text-halo-width": 1.4 };
    const centres = (features) => features.map((each) => point(each.properties.at, each.properties));
    const near = base.countries.filter((each) => each.properties.near);
    const line = (id, from, paint) => ({ id, type: "line", source: from, paint });
    const full = ["!", ["get", "vague"]];
    return {
      version: 8,
      sources: {
        land: source(base.countries.filter((each) => !each.properties.near)), near: source(near),
        regions: source(base.regions), cities: source(base.cities), countries: source(centres(base.countries)),
        names: source(centres(base.regions)), ways: source(lines()), pins: source(pins()), halts: source(halts()),
      },
      layers: [
        { id: "sea", type: "background", paint: { "background-color": colour("well") } },
        { id: "land", type: "fill", source: "land", paint: { "fill-color": colour("canvas") } },
        { id: "near", type: "fill", source: "near", paint: { "fill-color": colour("sheet") } },
        line("borders", "regions", { "line-color": colour("line") }),
        line("land-edge", "land", { "line-color": colour("line") }),
        line("near-edge", "near", { "line-color": colour("edge"), "line-width": 1.2 }),
        text("country", "countries", 13, halo, { layout: { "text-letter-spacing": 0.08 }, rest: { maxzoom: 7 } }),
        text("region", "names", 10, halo, {
          layout: { "text-transform": "uppercase", "text-letter-spacing": 0.06 }, rest: { minzoom: 5.5 },
        }),
        { id: "city-dot", type: "circle", source: "cities", paint: { "circle-radius": 2, "circle-color": colour("soft") } },
        text("city", "cities", 12, halo, {
          layout: {
            "text-variable-anchor": ["left", "right"], "text-radial-offset": 0.5, "symbol-sort-key": ["-", 0, ["get", "size"]],
          },
          rest: { filter: ["!", ["in", ["get", "label"], ["literal", [...rows.map((row) => row.dataset.name), ...halts().map((each) => each.properties.name)]]]] },
        }),
        ...Object.entries(DASHES).map(([sort, dash]) => ({
          ...line(sort, "ways", { "line-color": colour("ink"), "line-width": 2, ...(dash && { "line-dasharray": dash }) }),
          filter: sorted(sort),
        })),
        { id: "tips", type: "symbol", source: "ways", layout: {
          "symbol-placement": "line-center", "text-field": "➤", "text-font": FONT, "text-size": 14,
          "text-keep-upright": false, "text-allow-overlap": true, "text-ignore-placement": true,
        }, paint: { "text-color": colour("ink") } },
        { id: "halts", type: "circle", source: "halts", paint: { "circle-radius": 5, "circle-color": colour("ink") } },
        { id: "halt-names", type: "symbol", source: "halts", layout: {
          "text-field": ["get", "name"], "text-font": FONT, "text-size": 13, "text-variable-anchor": ["left", "right", "top"],
          "text-radial-offset": 0.8,
        }, paint: { "text-color": colour("ink"), "text-halo-color": colour("sheet"), "text-halo-width": 1.6 } },
        { id: "pins", type: "circle", source: "pins", paint: {
          "circle-radius": 11, "circle-color": ["case", full, colour("act"), colour("sheet")],
          "circle-stroke-color": colour("act"), "circle-stroke-width": 2,
        } },
        { id: "numbers", type: "symbol", source: "pins", layout: {
          "text-field": ["get", "number"], "text-font": FONT, "text-size": 12, "text-allow-overlap": true,
        }, paint: { "text-color": ["case", full, colour("on-act"), colour("ink")] } },
        { id: "pin-names", type: "symbol", source: "pins", layout: {
          "text-field": ["get", "name"], "text-font": FONT, "text-size": 13, "text-variable-anchor": ["left", "right", "top"],
          "text-radial-offset": 1.2,
        }, paint: { "text-color": colour("ink"), "text-halo-color": colour("sheet"), "text-halo-width": 1.6 } },
      ],
    };
  }

  function show(base) {
    const fit = { bounds: bounds(), fitBoundsOptions: { padding: 70, maxZoom: 8, duration: 0 } };
    box.hidden = tools.hidden = false;
    figure.classList.add("live");
    maplibregl.setWorkerUrl(document.querySelector("script[src*=maplibre]").src);
    maplibregl.setWorkerCount(1);
    const map = new maplibregl.Map({
      container: box, style: style(base), ...fit, attributionControl: false, dragRotate: false, pitchWithRotate: false,
      maxPitch: 0, maxZoom: 11, renderWorldCopies: false, fadeDuration: 0, locale: { "Map.Title": box.dataset.name },
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.scrollZoom.disable(); // so that the wheel goes on moving the page; who has clicked the map wants to zoom it
    map.getCanvas().addEventListener("focus", () => map.scrollZoom.enable());
    map.getCanvas().addEventListener("blur", () => map.scrollZoom.disable());
    map.on("click", "pins", (event) => tell(event.features[0].properties));
    for (const [name, cursor] of [["mouseenter", "pointer"], ["mouseleave", ""]])
      map.on(name, "pins", () => { map.getCanvas().style.cursor = cursor; });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.setStyle(style(base)));
    map.once("idle", () => box.setAttribute("data-drawn", ""));
    const acts = {
      in: () => map.zoomIn(), out: () => map.zoomOut(), all: () => map.fitBounds(fit.bounds, fit.fitBoundsOptions),
      swap: (button) => {
        box.hidden = figure.classList.toggle("live") === false;
        button.setAttribute("aria-pressed", String(box.hidden));
        map.resize();
      },
    };
    tools.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) acts[button.dataset.do](button);
    });
    slide(map);
  }

  function tell({ number, name }) {
    const here = rows.filter((row) => row.classList.toggle("at", row.dataset.pin === number));
    said.hidden = false;
    said.textContent = `${number} · ${name}: ${here.map((row) => row.querySelector("a").textContent.trim()).join("; ")}`;
  }

  function slide(map) {
    const days = [...new Set([...rows, ...ways].map((row) => row.dataset.day).filter(Boolean))].sort();
    if (days.length < 2) return;
    const [range, shown] = [time.querySelector("input"), time.querySelector("output")];
    time.hidden = false;
    range.max = range.value = days.length;
    const apply = () => {
      const last = Number(range.value) === days.length ? "~" : days[range.value];
      const soon = ["<=", ["get", "day"], last];
      for (const id of ["pins", "numbers", "pin-names", "halts", "halt-names", "tips"]) map.setFilter(id, soon);
      for (const id of Object.keys(DASHES)) map.setFilter(id, ["all", sorted(id), soon]);
      for (const row of [...rows, ...ways]) row.hidden = row.dataset.day > last;
      shown.textContent = last === "~" ? box.dataset.all : last;
    };
    range.addEventListener("input", apply);
    shown.textContent = box.dataset.all;
  }

  fetch(box.dataset.base).then((answer) => answer.json()).then(decode).then(show).catch(() => {
    box.hidden = tools.hidden = true; // without WebGL, or with the line down, the still picture stays
    figure.classList.remove("live");
  });
})();
