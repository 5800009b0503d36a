import {
  below,
  both,
  box,
  circle,
  ellipse,
  polygon,
  ring,
  stroke,
  turned,
  without,
  type Shape,
} from "./shapes.ts";

/** Red, green and blue, from 0 to 255. */
export type Colour = readonly [number, number, number];

interface Layer {
  readonly shape: Shape;
  readonly colour: Colour;
}

/** A background, and the shapes painted on it, one over the other. */
export interface Painting {
  readonly ground: Colour;
  readonly layers: readonly Layer[];
}

const cream: Colour = [250, 243, 226];
const ink: Colour = [44, 46, 58];
const gold: Colour = [242, 190, 84];
const coral: Colour = [226, 112, 92];
const leafGreen: Colour = [94, 148, 98];
const deepGreen: Colour = [52, 98, 84];
const sky: Colour = [172, 208, 222];
const sea: Colour = [62, 116, 148];
const deepSea: Colour = [38, 78, 110];
const night: Colour = [40, 48, 88];
const plum: Colour = [122, 78, 118];
const rose: Colour = [236, 178, 176];
const sand: Colour = [224, 204, 168];
const stone: Colour = [170, 152, 136];

const on = (colour: Colour, ...shapes: readonly Shape[]): Layer[] =>
  shapes.map((shape) => ({ shape, colour }));
const around = (count: number, shape: Shape): Shape[] =>
  Array.from({ length: count }, (_, index) => turned(shape, (360 / count) * index));

/** What the pictures of the cast show. */
export const motifs = {
  hills: {
    ground: sky,
    layers: [
      ...on(gold, circle(0.3, -0.3, 0.3)),
      ...on(leafGreen, circle(-0.5, 1.3, 1.2)),
      ...on(deepGreen, circle(0.7, 1.5, 1.25)),
    ],
  },
  moon: {
    ground: night,
    layers: [
      ...on(gold, without(circle(-0.05, 0, 0.55), circle(0.22, -0.14, 0.46))),
      ...on(cream, circle(0.5, -0.5, 0.06), circle(0.62, 0.1, 0.045), circle(0.3, 0.6, 0.05)),
    ],
  },
  leaf: {
    ground: cream,
    layers: [
      ...on(leafGreen, turned(both(circle(-0.42, 0, 0.76), circle(0.42, 0, 0.76)), 35)),
      ...on(deepGreen, turned(stroke(0, -0.4, 0, 0.82, 0.06), 35)),
    ],
  },
  blossom: {
    ground: rose,
    layers: [
      ...on(cream, ...around(5, ellipse(0, -0.38, 0.25, 0.36))),
      ...on(coral, circle(0, 0, 0.19)),
      ...on(gold, circle(0, 0, 0.1)),
    ],
  },
  cat: {
    ground: gold,
    layers: [
      ...on(
        ink,
        polygon([-0.6, -0.66], [-0.1, -0.3], [-0.56, 0.1]),
        polygon([0.6, -0.66], [0.56, 0.1], [0.1, -0.3]),
      ),
      ...on(ink, ellipse(0, 0.16, 0.62, 0.52)),
      ...on(cream, ellipse(-0.25, 0.08, 0.1, 0.13), ellipse(0.25, 0.08, 0.1, 0.13)),
      ...on(ink, ellipse(-0.25, 0.08, 0.035, 0.11), ellipse(0.25, 0.08, 0.035, 0.11)),
      ...on(rose, polygon([-0.08, 0.3], [0.08, 0.3], [0, 0.38])),
    ],
  },
  tower: {
    ground: rose,
    layers: [
      ...on(stone, box(0, 0.4, 0.34, 0.72), box(0, -0.34, 0.46, 0.13)),
      ...on(stone, box(-0.38, -0.5, 0.09, 0.1), box(-0.13, -0.5, 0.09, 0.1), box(0.13, -0.5, 0.09, 0.1)),
      ...on(stone, box(0.38, -0.5, 0.09, 0.1)),
      ...on(ink, box(0, 0.8, 0.13, 0.3, 0.12), box(0, 0.12, 0.07, 0.14, 0.07)),
    ],
  },
  waves: {
    ground: sky,
    layers: [
      ...on(sea, below(-0.1, 0.08, 0)),
      ...on(deepSea, below(0.3, 0.08, 2)),
      ...on(night, below(0.68, 0.08, 4)),
    ],
  },
  lemon: {
    ground: sea,
    layers: [
      ...on(gold, turned(ellipse(0, 0.1, 0.58, 0.42), -24), turned(ellipse(0.56, 0.1, 0.13, 0.11), -24)),
      ...on(leafGreen, turned(both(circle(-0.36, -0.62, 0.34), circle(-0.36, -0.22, 0.34)), 14)),
    ],
  },
  cup: {
    ground: plum,
    layers: [
      ...on(cream, ring(ellipse(0.42, 0.26, 0.22, 0.2), 0.11)),
      ...on(cream, without(ellipse(0, 0.06, 0.46, 0.6), box(0, -0.5, 1, 0.56))),
      ...on(cream, box(0, 0.74, 0.56, 0.06, 0.05)),
      ...on(rose, stroke(-0.16, -0.2, -0.1, -0.55, 0.08), stroke(0.12, -0.2, 0.18, -0.55, 0.08)),
    ],
  },
  boat: {
    ground: sand,
    layers: [
      ...on(cream, polygon([-0.04, -0.68], [-0.04, 0.2], [-0.56, 0.2])),
      ...on(coral, polygon([0.06, -0.5], [0.5, 0.2], [0.06, 0.2])),
      ...on(ink, both(circle(0, -0.1, 0.72), below(0.28, 0, 0))),
      ...on(sea, below(0.52, 0.05, 1)),
    ],
  },
  note: {
    ground: deepGreen,
    layers: [
      ...on(cream, turned(ellipse(-0.06, 0.54, 0.2, 0.15), -18), turned(ellipse(0.5, 0.2, 0.2, 0.15), -18)),
      ...on(cream, stroke(-0.12, 0.52, -0.12, -0.46, 0.09), stroke(0.66, 0.02, 0.66, -0.62, 0.09)),
      ...on(cream, stroke(-0.12, -0.44, 0.66, -0.6, 0.17)),
    ],
  },
  mask: {
    ground: coral,
    layers: [
      ...on(cream, both(ellipse(0, -0.12, 0.6, 0.82), box(0, 0.1, 0.6, 0.66, 0.1))),
      ...on(ink, both(circle(-0.26, -0.02, 0.17), box(-0.26, -0.14, 0.2, 0.12))),
      ...on(ink, both(circle(0.26, -0.02, 0.17), box(0.26, -0.14, 0.2, 0.12))),
      ...on(ink, without(circle(0, 0.22, 0.34), circle(0, 0.08, 0.36))),
    ],
  },
} as const satisfies Record<string, Painting>;

export type Motif = keyof typeof motifs;

/** Further backgrounds, so that two people with the same motif have different pictures. */
export const grounds = {
  cream,
  gold,
  coral,
  green: leafGreen,
  sky,
  sea,
  night,
  plum,
  rose,
  sand,
} as const satisfies Record<string, Colour>;

export type Ground = keyof typeof grounds;
