// The drawing: made once; afterwards only classes, transforms and labels change.

const state = { selected: null, pointed: null, found: null };
const mostWays = Math.max(1, ...links.map(link => link.ways));
const shapes = { nodes: [], links: [], labels: [] };

const MANY_LINKS = 300;

const radius = node => Math.min(15, 4.5 + 1.9 * Math.sqrt(node.links.length));

// Links are a little bent, so that they can be told apart where they cross or lie side by side.
function middleOf(link) {
  const a = nodes[link.a];
  const b = nodes[link.b];
  const bend = (link.index % 2 === 0 ? 1 : -1) * 0.07;
  return { x: (a.x + b.x) / 2 - (b.y - a.y) * bend, y: (a.y + b.y) / 2 + (b.x - a.x) * bend };
}

function pathOf(link) {
  const middle = middleOf(link);
  return `M${nodes[link.a].x.toFixed(1)} ${nodes[link.a].y.toFixed(1)} Q${middle.x.toFixed(1)} ${middle.y.toFixed(1)} ${nodes[link.b].x.toFixed(1)} ${nodes[link.b].y.toFixed(1)}`;
}

function widthOf(link) {
  if (link.kind !== "Peer") { return link.kind === "Route" ? 1.8 : 1.6; }
  return 1.4 + 4.6 * Math.sqrt(link.ways / mostWays);
}

// Shapes tell kinds and states apart without colour: filled, with a rim, hollow; a wave for no answer, a cross for not reachable.
function nodeShape(node, size) {
  const parts = [];
  if (node.kind === "Own") { parts.push(svg("circle", { class: "body", r: size })); }
  else if (node.kind === "Neighbour") {
    const corner = size * 0.92;
    parts.push(svg("rect", { class: "body", x: -corner, y: -corner, width: 2 * corner, height: 2 * corner, rx: 3 }));
  } else { parts.push(svg("circle", { class: "body", r: size * 0.9 })); }
  const arm = size * 0.42;
  if (node.state === "Unreachable") { parts.push(svg("path", { class: "sign", d: `M${-arm} ${-arm} L${arm} ${arm} M${arm} ${-arm} L${-arm} ${arm}` })); }
  if (node.state === "Suspect") { parts.push(svg("path", { class: "sign", d: `M${-size * 0.6} 0 q${size * 0.3} ${-size * 0.7} ${size * 0.6} 0 t${size * 0.6} 0` })); }
  return parts;
}

function linkSample(link) {
  return svg("svg", { width: 34, height: 12, "aria-hidden": "true" },
    svg("path", { class: `link ${link.kind} ${link.state}`, d: "M2 6 L32 6", "stroke-width": link.width ?? 2.5 }));
}

function nodeSample(node) {
  return svg("svg", { width: 20, height: 18, viewBox: "-10 -9 20 18", class: `${node.kind} ${node.state}`, "aria-hidden": "true" },
    svg("g", { class: `node ${node.kind} ${node.state}` }, ...nodeShape(node, 6.5)));
}

function drawMap() {
  for (const link of links) {
    const names = `${nodes[link.a].label} \u2013 ${nodes[link.b].label}`;
    const title = [names, linkText(link), costText(link) && `cost ${costText(link)}`.replace("cost metric", "metric"), roundTripText(link)];
    shapes.links.push(svg("path", { class: `link ${link.kind} ${link.state}`, d: pathOf(link), "stroke-width": widthOf(link).toFixed(2) },
      svg("title", {}, title.filter(Boolean).join("\n"))));
  }
  for (const node of nodes) {
    const size = radius(node);
    shapes.nodes.push(svg("g", {
      class: `node ${node.kind} ${node.state}`, role: "button", tabindex: -1, "aria-label": nodeText(node), "aria-pressed": "false", "data-index": node.index,
    }, svg("circle", { r: size + 9, fill: "transparent" }), svg("circle", { class: "glow", r: size * 1.75 }), svg("circle", { class: "halo", r: size + 5 }), ...nodeShape(node, size)));
    shapes.labels.push(svg("text", { class: "label" }, node.label.length > 28 ? `${node.label.slice(0, 27)}\u2026` : node.label));
  }
  byId("links").append(...[...shapes.links].sort((a, b) => a.getAttribute("stroke-width") - b.getAttribute("stroke-width")));
  byId("links").classList.toggle("dense", links.length > MANY_LINKS);
  byId("nodes").append(...shapes.nodes);
  byId("labels").append(...shapes.labels);
  shapes.widths = shapes.labels.map(label => label.textContent.length * 6.9);
}

const overlaps = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

// A label is left out where it would cover another or a node; the important ones come first.
function placeLabels() {
  const scale = nodeScale();
  const size = scale * view.zoom;
  const boxes = nodes.map(node => {
    const r = radius(node) * size;
    const x = node.x * view.zoom;
    const y = node.y * view.zoom;
    return { left: x - r, right: x + r, top: y - r, bottom: y + r };
  });
  const taken = [];
  const window = mapElement.getBoundingClientRect();
  const weight = node => (node === state.selected ? 1e6 : 0) + (state.found?.has(node) ? 1e5 : 0) + (node === state.pointed ? 1e4 : 0) + node.links.length;
  for (const node of [...nodes].sort((a, b) => weight(b) - weight(a) || a.index - b.index)) {
    const spot = bestSpot(node, boxes, taken, window);
    const label = shapes.labels[node.index];
    if (spot.cost >= 1000 && weight(node) < 1e4) {
      label.setAttribute("display", "none");
      continue;
    }
    label.removeAttribute("display");
    label.setAttribute("transform", `translate(${node.x.toFixed(1)} ${node.y.toFixed(1)}) scale(${(1 / view.zoom).toFixed(4)})`);
    label.setAttribute("x", spot.x.toFixed(1));
    label.setAttribute("y", spot.y.toFixed(1));
    taken.push(spot.box);
  }
}

// Below, above, right or left: where nothing lies, and as few links as possible leave.
function bestSpot(node, boxes, taken, window) {
  const width = shapes.widths[node.index];
  const r = radius(node) * nodeScale() * view.zoom;
  const spots = [
    { x: 0, y: r + 15, dx: 0, dy: 1, cost: 0 },
    { x: 0, y: -r - 7, dx: 0, dy: -1, cost: 0.2 },
    { x: r + 7 + width / 2, y: 4, dx: 1, dy: 0, cost: 0.4 },
    { x: -r - 7 - width / 2, y: 4, dx: -1, dy: 0, cost: 0.4 },
  ];
  for (const spot of spots) {
    const x = node.x * view.zoom + spot.x;
    const y = node.y * view.zoom + spot.y;
    spot.box = { left: x - width / 2, right: x + width / 2, top: y - 11, bottom: y + 4 };
    if (taken.some(box => overlaps(box, spot.box))) { spot.cost += 1000; }
    if (boxes.some((box, index) => index !== node.index && overlaps(box, spot.box))) { spot.cost += 1000; }
    if (view.isFitted && (spot.box.left + view.x < 4 || spot.box.right + view.x > window.width - 4)) { spot.cost += 1000; }
    for (const link of node.links) {
      const middle = middleOf(link);
      const length = Math.hypot(middle.x - node.x, middle.y - node.y) || 1;
      const along = ((middle.x - node.x) * spot.dx + (middle.y - node.y) * spot.dy) / length;
      if (along > 0.6) { spot.cost += along; }
    }
  }
  return spots.reduce((best, spot) => (spot.cost < best.cost ? spot : best));
}

function placeNodes() {
  const scale = nodeScale().toFixed(4);
  for (const node of nodes) { shapes.nodes[node.index].setAttribute("transform", `translate(${node.x.toFixed(1)} ${node.y.toFixed(1)}) scale(${scale})`); }
}

function showCosts() {
  const shown = state.selected ? state.selected.links : view.zoom > 1.9 && links.length <= 600 ? links : [];
  byId("costs").replaceChildren(...shown.filter(link => costText(link)).map(link => {
    const middle = middleOf(link);
    const x = (nodes[link.a].x + nodes[link.b].x) / 4 + middle.x / 2;
    const y = (nodes[link.a].y + nodes[link.b].y) / 4 + middle.y / 2;
    return svg("text", { class: "cost-label", y: 4, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${(1 / view.zoom).toFixed(4)})` }, costText(link));
  }));
}

// The way between the selected node and the one that is pointed at, from whichever end it is known.
function currentWay() {
  if (!state.selected || !state.pointed || state.selected === state.pointed) { return []; }
  const way = wayBetween(state.selected.index, state.pointed.index);
  return way.length > 0 ? way : wayBetween(state.pointed.index, state.selected.index);
}

function showWay(way) {
  const steps = way.slice(1).map((to, i) => {
    const link = nodes[to].links.find(candidate => otherEnd(candidate, nodes[to]).index === way[i]);
    const straight = `M${nodes[way[i]].x} ${nodes[way[i]].y} L${nodes[to].x} ${nodes[to].y}`;
    return svg("path", { class: "way", d: link ? pathOf(link) : straight, "stroke-dasharray": link?.kind === "Peer" ? undefined : "7 8" });
  });
  byId("way").replaceChildren(...steps);
  const metric = way.length > 0 ? nextHops[way[0]].get(way.at(-1))?.metric : undefined;
  byId("hint").textContent = way.length > 0 ? `${way.map(index => nodes[index].label).join(" \u2192 ")}${metric === undefined ? "" : `, metric ${metric}`}` : "";
}

// Brings classes in line with what is selected, found and pointed at.
function renderMap() {
  const way = currentWay();
  const near = state.selected ? new Set([state.selected, ...state.selected.links.map(link => otherEnd(link, state.selected)), ...way.map(index => nodes[index])]) : null;
  const isFaded = node => (state.found ? !state.found.has(node) && node !== state.selected : near !== null && !near.has(node) && node !== state.pointed);
  for (const node of nodes) {
    const shape = shapes.nodes[node.index];
    shape.classList.toggle("selected", node === state.selected);
    shape.classList.toggle("faded", isFaded(node));
    shape.setAttribute("aria-pressed", String(node === state.selected));
    shapes.labels[node.index].classList.toggle("faded", isFaded(node));
  }
  for (const link of links) {
    const isNear = state.selected !== null && (nodes[link.a] === state.selected || nodes[link.b] === state.selected);
    shapes.links[link.index].classList.toggle("near", isNear);
    shapes.links[link.index].classList.toggle("faded", !isNear && (isFaded(nodes[link.a]) || isFaded(nodes[link.b]) || state.selected !== null));
  }
  showCosts();
  showWay(way);
  placeLabels();
}
