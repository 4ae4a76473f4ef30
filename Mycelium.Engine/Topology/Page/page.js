// Puts the parts together: what keys, pointers, search and buttons do.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const THEMES = ["auto", "light", "dark"];

let roving = null;

// One node of the map can be reached with Tab: the last one that had the focus.
function setRoving(node) {
  if (roving) { shapes.nodes[roving.index].setAttribute("tabindex", "-1"); }
  roving = node;
  if (node) { shapes.nodes[node.index].setAttribute("tabindex", "0"); }
}

function focusNode(node) {
  setRoving(node);
  bringIntoView(node);
  shapes.nodes[node.index].focus({ preventScroll: true });
}

function select(node, keepsFocus) {
  const last = state.selected;
  state.selected = node;
  if (node) { setRoving(node); }
  renderMap();
  renderPanel();
  if (node && isMapShown()) { bringIntoView(node); }
  if (!keepsFocus || !isMapShown() || !(node ?? last)) { return; }
  focusNode(node ?? last);
}

function point(node) {
  if (state.pointed === node) { return; }
  state.pointed = node;
  renderMap();
}

const isMapShown = () => !byId("map-view").hidden;

// The nearest node in a direction; what lies aside counts as more distant.
function nodeTowards(from, [dx, dy]) {
  let best = null;
  let least = Infinity;
  for (const node of nodes) {
    const along = (node.x - from.x) * dx + (node.y - from.y) * dy;
    const aside = Math.abs((node.x - from.x) * dy) + Math.abs((node.y - from.y) * dx);
    const distance = along + 2.5 * aside;
    if (along > 1 && distance < least) {
      best = node;
      least = distance;
    }
  }
  return best;
}

function handleMapKey(event) {
  const node = nodes[event.target.closest(".node")?.dataset.index] ?? roving;
  if (!node || event.ctrlKey || event.altKey || event.metaKey) { return; }
  if (ARROWS[event.key]) { focusNode(nodeTowards(node, ARROWS[event.key]) ?? node); }
  else if (event.key === "Home") { focusNode(nodes[0]); }
  else if (event.key === "End") { focusNode(nodes.at(-1)); }
  else if (event.key === "Enter" || event.key === " ") { select(state.selected === node ? null : node, true); }
  else { return; }
  event.preventDefault();
}

function handleKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) { return; }
  if (event.key === "Escape") {
    if (byId("search").value) { setSearch(""); }
    else { select(null, event.target.closest?.("#map, #panel") !== null); }
    return;
  }
  if (event.target === byId("search")) { return; }
  if (event.key === "/") {
    byId("search").focus();
    event.preventDefault();
  } else if (!isMapShown()) {
    return;
  } else if (event.key === "+" || event.key === "=") { zoomAtMiddle(1.25); }
  else if (event.key === "-" || event.key === "_") { zoomAtMiddle(0.8); }
  else if (event.key === "0") { showAll(); }
}

function setSearch(text) {
  if (byId("search").value !== text) { byId("search").value = text; }
  state.found = search(text);
  byId("matches").textContent = state.found ? `${state.found.size} of ${nodes.length}` : "";
  renderMap();
  if (!isMapShown()) { renderTables(); }
}

function handleSearchKey(event) {
  const first = state.found ? nodes.find(node => state.found.has(node)) : null;
  if (!first || !["Enter", "ArrowDown"].includes(event.key)) { return; }
  event.preventDefault();
  if (event.key === "Enter") { select(first, false); }
  else if (isMapShown()) { focusNode(first); }
}

function show(isMap) {
  byId("map-view").hidden = !isMap;
  byId("table-view").hidden = isMap;
  byId("show-map").setAttribute("aria-pressed", String(isMap));
  byId("show-table").setAttribute("aria-pressed", String(!isMap));
  if (!isMap) { renderTables(); }
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  const name = { auto: "as the system", light: "light", dark: "dark" }[theme];
  byId("theme-name").textContent = `Colours: ${name}`;
  byId("theme").title = `Colours: ${name}`;
}

function listen() {
  followPointers(target => {
    const shape = target.closest(".node");
    select(shape ? nodes[shape.dataset.index] : null, shape !== null);
  });
  const nodeLayer = byId("nodes");
  // Assistive programs click without a pointer.
  nodeLayer.addEventListener("click", event => { if (event.detail === 0) { select(nodes[event.target.closest(".node").dataset.index], true); } });
  nodeLayer.addEventListener("pointerover", event => point(nodes[event.target.closest(".node")?.dataset.index] ?? null));
  nodeLayer.addEventListener("pointerout", () => point(null));
  nodeLayer.addEventListener("focusin", event => point(nodes[event.target.closest(".node").dataset.index]));
  nodeLayer.addEventListener("focusout", () => point(null));
  mapElement.addEventListener("keydown", handleMapKey);
  document.addEventListener("keydown", handleKey);
  byId("search").addEventListener("input", event => setSearch(event.target.value));
  byId("search").addEventListener("keydown", handleSearchKey);
  byId("show-map").addEventListener("click", () => show(true));
  byId("show-table").addEventListener("click", () => show(false));
  byId("zoom-in").addEventListener("click", () => zoomAtMiddle(1.25));
  byId("zoom-out").addEventListener("click", () => zoomAtMiddle(0.8));
  byId("zoom-fit").addEventListener("click", showAll);
  byId("theme").addEventListener("click", () => setTheme(THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % THEMES.length]));
  window.addEventListener("beforeprint", renderTables);
  new ResizeObserver(() => { if (view.isFitted) { showAll(); } }).observe(mapElement);
}

function onceAFrame(work) {
  let isDue = false;
  return () => {
    if (isDue) { return; }
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      work();
    });
  };
}

function start() {
  const unwell = nodes.filter(node => node.state !== "Reachable").length;
  byId("summary").textContent = [plural(nodes.length, "node"), plural(links.length, "link"), unwell > 0 ? `${plural(unwell, "node")} in trouble` : "", data.moment].filter(Boolean).join(" \u00b7 ");
  byId("omitted").textContent = data.omitted ?? "";
  byId("omitted").hidden = !data.omitted;
  setTheme("auto");
  const { width, height } = mapElement.getBoundingClientRect();
  layOut(width / (height || 1));
  drawMap();
  setRoving(nodes[0] ?? null);
  view.changed = () => {
    placeNodes();
    placeLabels();
    showCosts();
  };
  view.changedSoon = onceAFrame(view.changed);
  listen();
  showAll();
  renderMap();
  renderPanel();
  document.documentElement.dataset.ready = "true";
}

start();
