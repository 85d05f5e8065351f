/* Discs and lines of a very large chart by WebGL. The places go to the graphics card once; to pan and zoom then costs
   nothing. Icons, words and what is selected are drawn above by the other painter. */

import { faint } from "./paint.js";

const VERTEX = `
attribute vec2 place; attribute vec4 colour; attribute float size;
uniform vec2 scale, shift; uniform float base; varying vec4 tint;
void main() { gl_Position = vec4(place * scale + shift, 0.0, 1.0); gl_PointSize = size * base; tint = colour; }`;
const FRAGMENT = `
precision mediump float; varying vec4 tint; uniform float round, alpha;
void main() {
  float edge = round > 0.0 ? 1.0 - smoothstep(0.8, 1.0, 2.0 * length(gl_PointCoord - 0.5)) : 1.0;
  gl_FragColor = vec4(tint.rgb, 1.0) * (edge * alpha);
}`;

export class GlPainter {
  /** Throws where there is no graphics card: a program that does its work is slower than the other painter. `any`: take
      that one too, for tests. */
  constructor(canvas, any = false) {
    this.canvas = canvas;
    this.gl = canvas.getContext("webgl", { antialias: false, depth: false, failIfMajorPerformanceCaveat: !any });
    const told = this.gl?.getExtension("WEBGL_debug_renderer_info"), name = told && this.gl.getParameter(told.UNMASKED_RENDERER_WEBGL);
    if (!this.gl || (!any && /swiftshader|llvmpipe|software|basic render/i.test(name))) throw new Error("no graphics card");
    this.program = this.#program();
    this.nodes = this.#set();
    this.links = this.#set();
    canvas.addEventListener("webglcontextlost", () => (this.lost = true));
  }

  #program() {
    const { gl } = this, program = gl.createProgram();
    for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
    gl.useProgram(program);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.uniform = (name) => gl.getUniformLocation(program, name);
    return program;
  }

  #set() {
    const { gl } = this;
    return { count: 0, place: gl.createBuffer(), colour: gl.createBuffer(), size: gl.createBuffer() };
  }

  resize(width, height, ratio) {
    this.ratio = ratio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
  }

  /** All of a scene anew; `painter` knows the colours. */
  load(scene, painter) {
    const { nodes, links } = scene, tones = [...painter.tones, painter.colours.act].map(bytes);
    this.#fill(this.nodes, nodes.length, {
      colour: Uint8Array.from(nodes.flatMap((node) => tones[node.tone ?? 7] ?? tones[0])),
      size: Float32Array.from(nodes, (node) => 1 + 0.25 * (node.size ?? 0)),
    });
    const edge = bytes(painter.colours.edge), colour = new Uint8Array(links.length * 8);
    for (let n = 0; n < colour.length; n++) colour[n] = edge[n % 4];
    this.#fill(this.links, links.length * 2, { colour, size: new Float32Array(links.length * 2).fill(1) });
    this.place(scene);
  }

  /** The places alone: after something was moved. */
  place({ nodes, links }) {
    const dots = new Float32Array(nodes.length * 2), lines = new Float32Array(links.length * 4);
    nodes.forEach((node, n) => dots.set([node.x, node.y], n * 2));
    links.forEach(({ a, b }, n) => lines.set([a.x, a.y, b.x, b.y], n * 4));
    this.#fill(this.nodes, nodes.length, { place: dots });
    this.#fill(this.links, links.length * 2, { place: lines });
  }

  #fill(set, count, parts) {
    const { gl } = this;
    set.count = count;
    for (const [name, array] of Object.entries(parts)) {
      gl.bindBuffer(gl.ARRAY_BUFFER, set[name]);
      gl.bufferData(gl.ARRAY_BUFFER, array, gl.DYNAMIC_DRAW);
    }
  }

  clear() {
    this.gl.clearColor(0, 0, 0, 0);
    this.gl.clear(this.gl.COLOR_BUFFER_BIT);
  }

  paint(view, seen) {
    const { gl } = this, alpha = faint(seen);
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    this.clear();
    gl.uniform2f(this.uniform("scale"), (2 * view.scale) / view.width, (-2 * view.scale) / view.height);
    gl.uniform2f(this.uniform("shift"), (2 * view.x) / view.width - 1, 1 - (2 * view.y) / view.height);
    gl.uniform1f(this.uniform("base"), Math.max(2, seen.base * 2) * this.ratio);
    this.#draw(this.links, gl.LINES, 0, alpha);
    this.#draw(this.nodes, gl.POINTS, 1, 1);
  }

  #draw(set, kind, round, alpha) {
    const { gl } = this;
    gl.uniform1f(this.uniform("round"), round);
    gl.uniform1f(this.uniform("alpha"), alpha);
    this.#attribute(set.place, "place", 2, gl.FLOAT);
    this.#attribute(set.colour, "colour", 4, gl.UNSIGNED_BYTE);
    this.#attribute(set.size, "size", 1, gl.FLOAT);
    gl.drawArrays(kind, 0, set.count);
  }

  #attribute(buffer, name, size, type) {
    const { gl } = this, at = gl.getAttribLocation(this.program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(at);
    gl.vertexAttribPointer(at, size, type, type === gl.UNSIGNED_BYTE, 0, 0);
  }
}

/** `#rgb` or `#rrggbb` as four bytes. */
function bytes(colour) {
  const hex = colour.replace("#", ""), full = hex.length === 3 ? [...hex].map((each) => each + each).join("") : hex;
  return [0, 2, 4].map((n) => parseInt(full.slice(n, n + 2), 16) || 0).concat(255);
}
