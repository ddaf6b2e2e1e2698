"""The driver for who outgrows one database: Temporal holds the runs, our tables show them.

Temporal's history is the truth; `runs`, `step_runs` and `journal` are written from it, so that everything which reads
them sees one schema. The same machine, the same decisions (`deciding`) and the same step types as in the embedded
driver. docs/engine.md, "The Temporal driver", says what that means for those who use it.

* `workflow.GraphRun`: the one workflow. It keeps a `driving.Driving`, which advances the run; both are deterministic.
* `activities`: `run_step`, which answers to every step type's name, and `project`, a local activity.
* `projecting`: entries into the tables, each once and in order. The run's `fence` is the last one that is there.
* `courier`: messages from `run_inbox` to workflows. `runner.OnTemporal`: client, worker, start.
* `wire`: what travels between them as JSON. `codec`: what of it is too large for a history.

Imported only when `ENGINE=temporal`, because `temporalio` is an extra of the company service.
"""
