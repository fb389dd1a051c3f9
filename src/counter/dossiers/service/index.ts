import type { Listed } from '#counter/procedures'
import type { Tx } from '#platform/db'
import type { Secrets } from '#platform/crypto'
import { readForApplicant } from './applicant.ts'
import { fileCase } from './file-case.ts'
import { readDeskReceipt } from './desk-receipt.ts'
import { fileFor } from './file-for.ts'
import { createNumbers } from './numbers.ts'
import type { FilingFaultOf } from './tools.ts'
import { type DraftSlots, keepSlots, listSlots, releaseSlots } from './slots.ts'
import { splitDossier } from './splitting.ts'
import { findReceipt, submitDraft } from './submit.ts'

interface DossierTools {
  readonly secrets: Secrets
  /** Plugged in by the composition root; nobody files for anybody otherwise. */
  readonly filingFaultOf?: FilingFaultOf
}

const nobody: FilingFaultOf = () => Promise.resolve('right_lost' as const)

/** The use cases that need the installation's secrets, or the numbers this process holds. One per process. */
export function createDossiers({ secrets, filingFaultOf = nobody }: DossierTools) {
  const tools = { secrets, numbers: createNumbers(), filingFaultOf }
  return {
    submitDraft: submitDraft(tools),
    findReceipt: findReceipt(tools),
    fileCase: fileCase(tools),
    fileFor: fileFor(tools),
    splitDossier: splitDossier(tools),
    readDeskReceipt: readDeskReceipt(tools),
    keepSlots: keepSlots(secrets),
    releaseSlots: releaseSlots(secrets),
    /** What lists say of the values of a draft, with the times that it holds. */
    listSlots: (tx: Tx, listed: Listed, of: DraftSlots) => listSlots(secrets, tx, listed, of),
    readForApplicant: readForApplicant(tools),
  }
}

export type Dossiers = ReturnType<typeof createDossiers>
