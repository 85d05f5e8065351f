/* The map that moves: MapLibre over the base map that comes with the program. It asks nobody but this node. */

const FONT = ["Segoe UI, Noto Sans, DejaVu Sans, sans-serif"]; // drawn here: there is no server of glyphs
const russian = document.documentElement.lang === "ru";
const SOON = 300; // milliseconds after which what comes into sight is asked for
const BEND = 24; // stretches of a bent line
const MARKS = ["areas", "discs", "lines", "signs"];

const collection = (features) => ({ type: "FeatureCollection", features });
const source = (features) => ({ type: "geojson", data: collection(features) });
const point = (coordinates, properties) => ({ type: "Feature", geometry: { type: "Point", coordinates }, properties });

/** Opens the map in `box`; `about` holds the addresses of the base map and of the library. */
export async function open(box, about, tell) {
  const [base] = await Promise.all([read(about.base).then(decode), library(about.library)]);
  return new Promise((ready, fail) => {
    try {
      const globe = new Globe(box, about, base, tell);
      globe.map.once("load", () => ready(globe));
      globe.map.once("error", (event) => fail(event.error));
    } catch (error) {
      fail(error);
    }
  });
}

async function read(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

function library(address) {
  if (window.maplibregl) return Promise.resolve();
  return new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = done;
    script.onerror = fail;
    document.head.append(script);
  });
}

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
  const named = (each) => ({ ...each.properties, label: russian ? each.properties.ru : each.properties.en });
  return Object.fromEntries(Object.entries(topology.objects).map(([name, each]) => [
    name, each.geometries.map((one) => ({ type: "Feature", geometry: shape(one), properties: named(one) })),
  ]));
}

class Globe {
  constructor(box, about, base, tell) {
    this.base = base;
    this.data = null;
    const [west, south, east, north] = about.box.split(",").map(Number);
    this.fit = [[Math.max(west, -170), Math.max(south, -60)], [Math.min(east, 179), Math.min(north, 80)]];
    maplibregl.setWorkerUrl(document.querySelector("script[src*=maplibre]").src);
    maplibregl.setWorkerCount(1);
    this.map = new maplibregl.Map({
      container: box, style: this.style(), bounds: this.fit, attributionControl: false, dragRotate: false,
      pitchWithRotate: false, maxPitch: 0, maxZoom: 11, renderWorldCopies: false, fadeDuration: 0,
      locale: { "Map.Title": box.dataset.name },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.scrollZoom.disable(); // so that the wheel goes on moving the page; who has clicked the map wants to zoom it
    this.map.getCanvas().addEventListener("focus", () => this.map.scrollZoom.enable());
    this.map.getCanvas().addEventListener("blur", () => this.map.scrollZoom.disable());
    for (const layer of MARKS) {
      this.map.on("click", layer, (event) => tell(event.features[0].properties.title, event.features[0].properties.href));
      this.map.on("mouseenter", layer, () => { this.map.getCanvas().style.cursor = "pointer"; });
      this.map.on("mouseleave", layer, () => { this.map.getCanvas().style.cursor = ""; });
    }
    this.map.on("moveend", () => { clearTimeout(this.soon); this.soon = setTimeout(() => this.nearer(), SOON); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.map.setStyle(this.style());
      this.map.once("styledata", () => this.put());
    });
    this.map.on("styleimagemissing", (event) => { if (event.id === "no-report") this.hatch(); });
    this.map.on("idle", () => box.toggleAttribute("data-drawn", Boolean(this.data)));
  }

  in() { this.map.zoomIn(); }

  out() { this.map.zoomOut(); }

  all() { this.map.fitBounds(this.fit); }

  /** Draws what the server says at this address. */
  async show(address) {
    this.address = address;
    this.map.resize();
    const [[west, south], [east, north]] = this.map.getBounds().toArray();
    const box = [west, south, east, north].map((each) => each.toFixed(1)).join();
    const data = await read(`${address}&zoom=${Math.max(0, Math.round(this.map.getZoom()))}&box=${box}`);
    if (this.address !== address) return;
    this.data = data;
    this.put();
  }

  /** Discs join what lies near each other, and their sizes compare what is in sight: another sight needs others. */
  nearer() {
    if (this.data?.discs.length) this.show(this.address).catch(() => {});
  }

  hatch() {
    const [size, css] = [8, getComputedStyle(document.documentElement)];
    const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
    const pen = canvas.getContext("2d");
    pen.fillStyle = css.getPropertyValue("--well");
    pen.fillRect(0, 0, size, size);
    pen.strokeStyle = css.getPropertyValue("--edge");
    for (const at of [-size, 0, size]) {
      pen.moveTo(at, size);
      pen.lineTo(at + size, 0);
    }
    pen.stroke();
    if (this.map.hasImage("no-report")) this.map.removeImage("no-report");
    this.map.addImage("no-report", pen.getImageData(0, 0, size, size));
  }

  put() {
    const { areas, discs, lines, signs } = this.data;
    const set = (name, features) => this.map.getSource(name)?.setData(collection(features));
    const shapes = [...this.base.regions, ...this.base.countries].filter((each) => each.properties.id in areas);
    set("areas", shapes.map((each) => {
      const [shade, title, href] = areas[each.properties.id];
      return { ...each, properties: { shade, title: title || each.properties.label, href } };
    }));
    set("discs", discs.map(([lon, lat, r, vague, text, title, href]) => point([lon, lat], { r, vague, text, title, href })));
    set("lines", lines.map(([a, b, bend, width, few, meant, title, href]) => ({
      type: "Feature", geometry: { type: "LineString", coordinates: bent(a, b, bend) },
      properties: { width, sort: `${meant ? "meant" : "told"}${few ? "-few" : ""}`, meant, title, href },
    })));
    set("signs", signs.map(([lon, lat, shade, text, title, href]) => point([lon, lat], { shade, text, title, href })));
  }

  style() {
    const css = getComputedStyle(document.documentElement);
    const colour = (name) => css.getPropertyValue(`--${name}`).trim();
    const centres = (features) => features.map((each) => point(each.properties.at, each.properties));
    const shades = ["match", ["get", "shade"], ...[1, 2, 3, 4, 5].flatMap((n) => [n, colour(`q${n}`)]), -1, colour("sheet"), colour("well")];
    const text = (id, from, size, layout = {}, rest = {}) => ({
      id, type: "symbol", source: from,
      layout: { "text-field": ["get", "label"], "text-font": FONT, "text-size": size, ...layout },
      paint: { "text-color": colour("ink"), "text-halo-color": colour("sheet"), "text-halo-width": 1.4 }, ...rest,
    });
    const line = (id, from, paint, rest = {}) => ({ id, type: "line", source: from, paint, ...rest });
    const flow = (sort, dash) => line(`line-${sort}`, "lines", {
      "line-color": colour(sort.startsWith("meant") ? "c2" : "c1"), "line-width": ["get", "width"], "line-opacity": 0.8,
      ...(dash && { "line-dasharray": dash }),
    }, { filter: ["==", ["get", "sort"], sort] });
    return {
      version: 8,
      sources: {
        countries: source(this.base.countries), near: source(this.base.countries.filter((each) => each.properties.near)),
        regions: source(this.base.regions), cities: source(this.base.cities), names: source(centres(this.base.countries)),
        "region-names": source(centres(this.base.regions)),
        ...Object.fromEntries(MARKS.map((name) => [name, source([])])),
      },
      layers: [
        { id: "sea", type: "background", paint: { "background-color": colour("well") } },
        { id: "land", type: "fill", source: "countries", paint: { "fill-color": colour("canvas") } },
        { id: "areas", type: "fill", source: "areas", paint: { "fill-color": shades } },
        { id: "no-report", type: "fill", source: "areas", paint: { "fill-pattern": "no-report" }, filter: ["==", ["get", "shade"], 0] },
        line("borders", "regions", { "line-color": colour("line"), "line-width": 0.6 }, { minzoom: 2.6 }),
        line("frontiers", "countries", { "line-color": colour("edge") }),
        text("country", "names", 13, { "text-letter-spacing": 0.08 }, { maxzoom: 7 }),
        text("region", "region-names", 10, { "text-transform": "uppercase" }, { minzoom: 5.5 }),
        text("city", "cities", 12, { "symbol-sort-key": ["-", 0, ["get", "size"]] }, { minzoom: 5 }),
        { ...line("lines", "lines", { "line-width": 14, "line-opacity": 0 }) }, // easier to hit
        flow("meant"), flow("meant-few", [3, 2]), flow("told"), flow("told-few", [3, 2]),
        text("tips", "lines", 14, {
          "symbol-placement": "line-center", "text-field": "➤", "text-keep-upright": false, "text-allow-overlap": true,
        }),
        { id: "discs", type: "circle", source: "discs", paint: {
          "circle-radius": ["get", "r"], "circle-color": ["case", ["get", "vague"], colour("sheet"), colour("act")],
          "circle-opacity": 0.82, "circle-stroke-width": 1.5, "circle-stroke-color": ["case", ["get", "vague"], colour("act"), colour("sheet")],
        } },
        text("disc-texts", "discs", 11, { "text-field": ["get", "text"], "text-allow-overlap": true }),
        { id: "signs", type: "circle", source: "signs", paint: { "circle-radius": 11, "circle-color": shades, "circle-stroke-width": 1, "circle-stroke-color": colour("ink") } },
        text("sign-texts", "signs", 12, { "text-field": ["get", "text"], "text-offset": [0, 1.6], "text-allow-overlap": true }),
      ],
    };
  }
}

function bent([a, b], [c, d], bend) { // as the still picture bends it
  const mid = [(a + c) / 2 + (d - b) * bend, (b + d) / 2 - (c - a) * bend];
  return Array.from({ length: BEND + 1 }, (_, n) => n / BEND).map((t) => [0, 1].map((k) =>
    (1 - t) ** 2 * [a, b][k] + 2 * t * (1 - t) * mid[k] + t * t * [c, d][k]));
}
