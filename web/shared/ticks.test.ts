import { expect, test } from "vitest";
import { niceTicks } from "./ticks";

test.each([
  [1, [0, 0.25, 0.5, 0.75, 1]],
  [7.3, [0, 2, 4, 6, 8]],
  [0.003, [0, 0.001, 0.002, 0.003]],
  [100, [0, 25, 50, 75, 100]],
])("an axis to %d has round marks", (highest, marks) => expect(niceTicks(highest)).toEqual(marks));
