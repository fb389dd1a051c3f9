import { handleJob, type JobHandler } from '#platform/jobs'
import {
  clockCame,
  fireTimer,
  moveDossiers,
  runErrand,
  sendCircuitText,
  sweepEnds,
  sweepTimers,
  tellDeadlines,
} from '../jobs.ts'
import { sendDigests } from './clock-digest.ts'
import { comeToClock } from './clock-moments.ts'
import { type CircuitTextTools, sayCircuitText } from './circuit-texts.ts'
import { type RetentionTools, sweepRetention } from './erasure.ts'
import { doErrand, type ErrandTools } from './errands.ts'
import { fire, sweepDue } from './moments.ts'
import { carryMoveOut } from './revising.ts'

/** What the composition root gives to circuits: mails, the way out, and who does which errand. */
export type CircuitTools = CircuitTextTools & ErrandTools & RetentionTools

/** What circuits do by themselves, for the worker. Each may run more than once. */
export const circuitHandlers = (tools: CircuitTools): JobHandler[] => [
  handleJob(sweepTimers, async () => {
    await sweepDue(tools)
  }),
  handleJob(sweepEnds, () => sweepRetention(tools)),
  handleJob(clockCame, (came) => comeToClock(tools, came)),
  handleJob(tellDeadlines, () => sendDigests(tools)),
  handleJob(fireTimer, (due) => fire(tools, due)),
  handleJob(moveDossiers, (move) => carryMoveOut(tools, move)),
  handleJob(runErrand, (errand) => doErrand(tools, errand)),
  handleJob(sendCircuitText, (text) => sayCircuitText(tools, text)),
]
