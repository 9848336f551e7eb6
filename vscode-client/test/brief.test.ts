/** Endpoints as they are written where there is little room. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { brief, briefer } from "../src/views/brief";

test("regular expressions in paths are shown by their names", () => {
  assert.equal(brief("DELETE /articles/(?P<pk>[^/.]+)/"), "DELETE /articles/<pk>/");
  assert.equal(brief("GET /<int:pk>/"), "GET /<int:pk>/");
});

test("of a long path its end is shown, by which it is told from others", () => {
  assert.equal(briefer("POST /api/v1/tickets/(?P<pk>[^/.]+)/resolve/"), "POST …/<pk>/resolve/");
  assert.equal(briefer("GET /api/v1/orders"), "GET /api/v1/orders");
  assert.equal(briefer("GET PUT /api/v1/shops/orders"), "GET PUT …/shops/orders");
  assert.equal(briefer("oncall.page"), "oncall.page");
});
