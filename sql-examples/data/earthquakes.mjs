// Converts the earthquakes file of the npm package vega-datasets (one GeoJSON object, newest event first) into
// earthquakes.csv (one line an event, oldest first). How to run it is told in README.md beside this file.
//
// usage: node earthquakes.mjs <earthquakes.json> > earthquakes.csv

import { readFileSync } from "node:fs";

/** Networks abbreviate some states and countries and spell others out: one spelling, so that regions group. */
const REGION_NAMES = { CA: "California", MX: "Mexico", NV: "Nevada" };

const COLUMNS = [
  ["id", (event) => event.id],
  ["ts", (event) => new Date(event.properties.time).toISOString().replace("T", " ").replace("Z", "")],
  ["latitude", (event) => event.geometry.coordinates[1]],
  ["longitude", (event) => event.geometry.coordinates[0]],
  ["depth_km", (event) => event.geometry.coordinates[2]],
  ["magnitude", (event) => event.properties.mag],
  ["mag_type", (event) => event.properties.magType],
  ["place", (event) => event.properties.place],
  ["region", (event) => region(event.properties.place)],
  ["net", (event) => event.properties.net],
  ["event_type", (event) => event.properties.type],
  ["status", (event) => event.properties.status],
  ["stations", (event) => event.properties.nst],
  ["felt_reports", (event) => event.properties.felt],
  ["tsunami", (event) => event.properties.tsunami === 1],
];

/** What follows the last ", " of a place ("4km W of Castaic, CA"), or the whole place where there is none. */
function region(place) {
  const last = place.split(", ").at(-1);
  return REGION_NAMES[last] ?? last;
}

/** A CSV field after RFC 4180: quoted only where it has to be; an absent value is an empty, unquoted field. */
function field(value) {
  if (value === null || value === undefined) {
    return "";
  }
  const text = String(value);
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const events = JSON.parse(readFileSync(process.argv[2], "utf8")).features;
events.sort((a, b) => a.properties.time - b.properties.time || (a.id < b.id ? -1 : 1));
const lines = [COLUMNS.map(([name]) => name)].concat(events.map((event) => COLUMNS.map(([, value]) => value(event))));
process.stdout.write(lines.map((line) => line.map(field).join(",") + "\n").join(""));
