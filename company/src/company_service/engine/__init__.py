"""The task execution engine: a pure machine, a journal that is the truth, and a driver that runs steps.

It knows no web framework and no slice. What slices use:

* `steps`: the protocol of a step type (`StepType`, `StepCall`, `StepResult`, `Waits`, …); `builtin.BUILT_IN`.
* `validation.check_graph(data, types) -> [Finding]`, `graph.read_graph(data)`, `schemas.accept_input(schema, value)`.
* `tables.define(metadata)`: adds the engine's tables to the service's.
* `payloads.FilePayloads(folder)`, `s3.open_s3(url)`: large values and uploaded files.
* `facade.Engine`, one for each process::

    engine = Engine(db, types, payloads, clock=host.clock, listener=…, live=…, options=Options(…))
    async with engine:
        run = await engine.start(NewRun(id=new_id("run"), company_id=…, graph=…, input=…, …))  # on disk by now
        await engine.signal(tx, company_id, run.id, step, payload, by=…)  # in the caller's own transaction
        await engine.cancel(company_id, run.id, by=…)
        await engine.result(company_id, run.id, timeout=30)  # the run when it has ended, or as it stands by then
        await engine.changes(company_id, run.id, after_seq=0)  # what a live view needs

* `reading`: the projections as the interface shows them (`run`, `runs`, `steps`).
* `forgetting`: deletes runs that have ended, a little at a time.

Below the facade: `machine` (pure: events → commands), `plan` (a graph made ready), `expressions` and `templates` (CEL),
`events` (what the journal holds), `journal` (group commit), `projections`, `embedded` (the driver), `dispatcher` (who
runs what: leases, fences, timers, inbox).
"""
