// Where the nodes lie: distances on the map follow the hops between nodes as well as a plane allows (stress, by stochastic gradient
// descent over all pairs). Always the same for the same network: the random numbers have a fixed seed.

const LINK_LENGTH = 100;
const ROUNDS = 60;
const FEWEST_SEEDS = 17;
const SEED_DISTANCE = 0.32;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

// What lies beside what: ways that are not in use do not count where there are others.
const joined = nodes.map(node => {
  const used = node.links.filter(link => link.kind !== "Fallback");
  return [...new Set((used.length > 0 ? used : node.links).map(link => otherEnd(link, node).index))];
});

// Many nodes that hang on one alone lie around it like seeds in a flower; the others make up the core.
function findSeeds() {
  const seeds = new Map();
  for (const node of nodes) {
    const [hub, second] = joined[node.index];
    if (second === undefined && hub !== undefined && joined[hub].length > 1) { seeds.set(hub, [...(seeds.get(hub) ?? []), node]); }
  }
  for (const [hub, around] of seeds) {
    if (around.length < FEWEST_SEEDS) { seeds.delete(hub); }
  }
  return seeds;
}

// Hops from one node to all others; what is not connected lies beyond all that is.
function hopsFrom(start) {
  const hops = new Uint16Array(nodes.length).fill(65535);
  const queue = [start];
  hops[start] = 0;
  for (let i = 0; i < queue.length; i++) {
    for (const next of joined[queue[i]]) {
      if (hops[next] !== 65535) { continue; }
      hops[next] = hops[queue[i]] + 1;
      queue.push(next);
    }
  }
  return hops;
}

const flowerRadius = count => (count > 0 ? 0.6 + SEED_DISTANCE * Math.sqrt(count) : 0);

// All pairs of the core, and how far apart they should be; flowers need room.
function pairsOf(core, seeds) {
  const all = core.map(node => hopsFrom(node.index));
  const farthest = all.reduce((most, row) => row.reduce((m, hops) => (hops < 65535 && hops > m ? hops : m), most), 1);
  const room = core.map(node => flowerRadius(seeds.get(node.index)?.length ?? 0));
  const size = core.length * (core.length - 1) / 2;
  const pairs = { first: new Uint16Array(size), second: new Uint16Array(size), hops: new Float32Array(size) };
  let at = 0;
  for (let i = 0; i < core.length; i++) {
    for (let j = i + 1; j < core.length; j++, at++) {
      const hops = all[i][core[j].index];
      pairs.first[at] = i;
      pairs.second[at] = j;
      pairs.hops[at] = (hops === 65535 ? farthest + 1 : hops) + room[i] + room[j];
    }
  }
  return pairs;
}

function placeSeeds(seeds) {
  for (const [hub, around] of seeds) {
    around.forEach((node, i) => {
      const distance = 0.6 + SEED_DISTANCE * Math.sqrt(i);
      node.x = nodes[hub].x + distance * Math.cos(i * GOLDEN_ANGLE);
      node.y = nodes[hub].y + distance * Math.sin(i * GOLDEN_ANGLE);
    });
  }
}

function shuffle(order, random) {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
}

function reduceStress(core, pairs, random) {
  const order = Uint32Array.from(pairs.first.keys());
  const rounds = core.length > 700 ? 20 : ROUNDS;
  const farthest = pairs.hops.reduce((most, hops) => Math.max(most, hops), 1);
  const first = farthest * farthest;
  const decay = Math.log(first / 0.02) / (rounds - 1);
  for (let round = 0; round < rounds; round++) {
    const step = first * Math.exp(-decay * round);
    shuffle(order, random);
    for (const pair of order) {
      const a = core[pairs.first[pair]];
      const b = core[pairs.second[pair]];
      const wanted = pairs.hops[pair];
      const strength = Math.min(1, step / (wanted * wanted));
      const dx = a.x - b.x;
      const dy = a.y - b.y;
      const distance = Math.hypot(dx, dy) || 1e-6;
      const move = strength * (distance - wanted) / 2 / distance;
      a.x -= move * dx;
      a.y -= move * dy;
      b.x += move * dx;
      b.y += move * dy;
    }
  }
}

// The long side lies along the window's.
function turn(core, isWide) {
  const mx = core.reduce((sum, node) => sum + node.x, 0) / core.length;
  const my = core.reduce((sum, node) => sum + node.y, 0) / core.length;
  let xx = 0, yy = 0, xy = 0;
  for (const node of core) {
    node.x -= mx;
    node.y -= my;
    xx += node.x * node.x;
    yy += node.y * node.y;
    xy += node.x * node.y;
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2 + (isWide ? 0 : Math.PI / 2);
  const cos = Math.cos(-angle);
  const sin = Math.sin(-angle);
  for (const node of core) { [node.x, node.y] = [node.x * cos - node.y * sin, node.x * sin + node.y * cos]; }
}

// Nodes do not lie on each other.
function spread(core) {
  const least = 0.5;
  for (let round = 0; round < (core.length > 700 ? 8 : 40); round++) {
    let moved = false;
    const cells = new Map();
    for (const node of core) {
      const key = `${Math.floor(node.x / least)},${Math.floor(node.y / least)}`;
      cells.set(key, [...(cells.get(key) ?? []), node]);
    }
    for (const node of core) {
      const cx = Math.floor(node.x / least);
      const cy = Math.floor(node.y / least);
      for (let i = 0; i < 9; i++) {
        for (const other of cells.get(`${cx - 1 + i % 3},${cy - 1 + Math.floor(i / 3)}`) ?? []) {
          if (other.index <= node.index) { continue; }
          const dx = other.x - node.x || 1e-3 * (other.index - node.index);
          const dy = other.y - node.y;
          const distance = Math.hypot(dx, dy);
          if (distance >= least) { continue; }
          const push = (least - distance) / 2 / distance;
          node.x -= dx * push;
          node.y -= dy * push;
          other.x += dx * push;
          other.y += dy * push;
          moved = true;
        }
      }
    }
    if (!moved) { break; }
  }
}

// Uses the room of a window that is longer than the network is, within reason.
function stretch(aspect) {
  const span = key => Math.max(...nodes.map(node => node[key])) - Math.min(...nodes.map(node => node[key])) || 1;
  const missing = aspect / (span("x") / span("y"));
  const factor = Math.min(1.35, Math.max(1, missing, 1 / missing));
  for (const node of nodes) {
    if (missing > 1) { node.x *= factor; }
    else { node.y *= factor; }
  }
}

function layOut(aspect) {
  const random = randomNumbers(20240229);
  for (const node of nodes) {
    node.x = random() * 4 - 2;
    node.y = random() * 4 - 2;
  }
  if (nodes.length > 1) {
    const seeds = findSeeds();
    const hidden = new Set([...seeds.values()].flat());
    const core = nodes.filter(node => !hidden.has(node));
    reduceStress(core, pairsOf(core, seeds), random);
    turn(core, aspect >= 1);
    spread(core);
    placeSeeds(seeds);
    stretch(aspect);
  }
  for (const node of nodes) {
    node.x *= LINK_LENGTH;
    node.y *= LINK_LENGTH;
  }
}
