// The page's own script: draws the charts, and the dyad explorer with the events behind a point.
"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const options = { actions: false, renderer: "svg" };
  const draw = (name, spec) => vegaEmbed("#" + name, spec, options);

  for (const name of ["coverage", "quad", "busiest", "heat", "places"]) {
    if (data.specs[name] && document.getElementById(name)) draw(name, data.specs[name]);
  }

  const first = document.getElementById("first");
  const second = document.getElementById("second");
  const table = document.getElementById("events");
  const note = document.getElementById("note");
  const actors = [...new Set(data.dyads.flatMap((row) => [row.first, row.second]))].sort();

  function offer(select, codes, chosen) {
    select.replaceChildren(...codes.map((code) => new Option(code, code, false, code === chosen)));
  }

  function partners(code) {
    return [...new Set(data.dyads.flatMap((row) =>
      row.first === code ? [row.second] : row.second === code ? [row.first] : []))].sort();
  }

  function cell(text) {
    const made = document.createElement("td");
    made.textContent = text;
    return made;
  }

  const chosen = (row) =>
    (row.first === first.value && row.second === second.value) ||
    (row.first === second.value && row.second === first.value);

  function listEvents(month) {
    const between = data.events.filter((event) =>
      chosen(event) && (!month || event.event_date.slice(0, 7) === month)).slice(0, 100);
    const all = data.dyads.filter((row) => chosen(row) && (!month || row.period.slice(0, 7) === month))
      .reduce((sum, row) => sum + row.events, 0);
    table.replaceChildren(...between.map((event) => {
      const row = document.createElement("tr");
      row.append(cell(event.event_date), cell(event.source_text + " (" + event.source_code + ")"),
        cell(event.cameo_code + " " + event.cameo_name), cell(event.target_text + " (" + event.target_code + ")"),
        cell(event.sentence || ""));
      return row;
    }));
    note.textContent = all + (all === 1 ? " event" : " events") + (month ? " in " + month : "") +
      (between.length < all ? ", " + between.length + " of them below" : "") + ". Choose a bar or a point to see its month.";
  }

  const classes = ["verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"];

  function show() {
    const rows = data.dyads.filter(chosen);
    const spec = JSON.parse(JSON.stringify(data.specs.dyad));
    spec.title = first.value + " and " + second.value;
    spec.layer[0].data = { values: rows.flatMap((row) => classes.map((name, order) => ({
      period: row.period, "quad class": name.replace("_", " "), order: order,
      events: name.endsWith("conflict") ? -row[name] : row[name] }))) };
    spec.layer[1].data = { values: rows.map((row) => ({ period: row.period, Goldstein: row.goldstein_mean })) };
    draw("dyad", spec).then((made) => made.view.addEventListener("click", (_, item) => {
      const period = item && item.datum && (item.datum.period || item.datum.utcyearmonth_period);
      if (period) listEvents(new Date(period).toISOString().slice(0, 7));
    }));
    listEvents("");
  }

  if (actors.length) {
    const busiest = data.dyads[0];
    offer(first, actors, busiest.first);
    offer(second, partners(busiest.first), busiest.second);
    first.addEventListener("change", () => { offer(second, partners(first.value)); show(); });
    second.addEventListener("change", show);
    show();
  }
})();
