"""Charts: what an analyst puts beside each other, arranges, notes and saves. Ids and places, never facts.

For the other pictures of a chart (events, flows, map, network, matrix, export): in a view of yours

    draft, seen = opened(request, number)            # charts.views; 404 and audit are done
    context = frame(request, draft, seen, "events")  # heading, tabs, marking: name your tab here
    return render(request, "links/events.html", context | {...})

where the template extends `web/base.html`, begins its main block with `{% include "links/_chart_head.html" %}`,
and adds its tab to `templates/links/_chart_tabs.html`. `seen` is a `picture.Picture`: `seen.nodes` and
`seen.links` are `graph.records` Node and Link of what is drawn (through the door; hidden and filtered things left
out), `seen.places` where they stand, `seen.node(id)` one by its own id or a member's, `seen.handling` the
strictest of all. Outside a view: `picture(reader, draft)` with `drafts.draft(reader, number)`.

To make a chart from elsewhere (imports, calls): `starting.begin(reader, title, nodes, links)` lays it out; with
places of your own `drafts.begin(reader, title, State(nodes={id: Placed(x, y)}))`. Both give its number.

Colours and sizes by something of yours (measures): add to `colours.COLOURS` and `colours.SIZES`.
`drawing.drawing(seen, alone=True)` is the SVG by itself, `tables.rows(seen)` the links with both ends,
`marks.data` what the script paints. What `POST /charts/<n>/change/` takes stands in `deeds`.
"""
