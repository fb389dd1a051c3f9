import { handleJob, type JobHandler } from '#platform/jobs'
import {
  attachSigned,
  clockCame,
  fireTimer,
  moveDossiers,
  runErrand,
  sendCircuitText,
  sweepEnds,
  sweepTimers,
  tellAsked,
  tellDeadlines,
  tellMention,
} from '../jobs.ts'
import { joinSigned, type SignedTools } from './asked-signed.ts'
import { type AskedTools, tellAskedDaily, tellMentionNow } from './asked-telling.ts'
import { sendDigests } from './clock-digest.ts'
import { comeToClock } from './clock-moments.ts'
import { type CircuitTextTools, sayCircuitText } from './circuit-texts.ts'
import { type RetentionTools, sweepRetention } from './erasure.ts'
import { doErrand, type ErrandTools } from './errands.ts'
import { fire, sweepDue } from './moments.ts'
import { carryMoveOut } from './revising.ts'

/** What the composition root gives to circuits: mails, the way out, and who does which errand. */
export type CircuitTools = CircuitTextTools & ErrandTools & RetentionTools

/** What agents asked by hand: those who are asked are told, what was signed joins its case. */
export const askedHandlers = (tools: AskedTools & SignedTools): JobHandler[] => [
  handleJob(tellMention, (mention) => tellMentionNow(tools, mention)),
  handleJob(tellAsked, () => tellAskedDaily(tools)),
  handleJob(attachSigned, (signed) => joinSigned(tools, signed)),
]

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
