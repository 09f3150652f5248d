import { expect, test } from "vitest";
import { Frame, nearest, path } from "./chart";

test("a frame maps shares and values to pixels, and back", () => {
  const frame = new Frame(668, 208, -10, 30);
  expect([frame.x(0), frame.x(0.5), frame.x(1)]).toEqual([64, 364, 664]);
  expect(frame.share(364)).toBe(0.5);
  expect([frame.y(30), frame.y(-10)]).toEqual([frame.top, frame.foot]);
  expect(new Frame(10, 208, 0, 1).inner).toBe(0);
});

test("a path of nothing is empty, and the first of the nearest counts", () => {
  expect([path([]), path([[1, 2], [3.25, 4]])]).toEqual(["", "M1.0 2.0L3.3 4.0"]);
  expect([nearest([0, 10, 20], 14), nearest([0, 10, 20], 15), nearest([], 3)]).toEqual([1, 1, 0]);
});
