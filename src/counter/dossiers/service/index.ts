import type { Secrets } from '#platform/crypto'
import { readForApplicant } from './applicant.ts'
import { createNumbers } from './numbers.ts'
import { findReceipt, submitDraft } from './submit.ts'

/** The use cases that need the installation's secrets, or the numbers this process holds. One per process. */
export function createDossiers({ secrets }: { readonly secrets: Secrets }) {
  const tools = { secrets, numbers: createNumbers() }
  return {
    submitDraft: submitDraft(tools),
    findReceipt: findReceipt(tools),
    readForApplicant: readForApplicant(tools),
  }
}

export type Dossiers = ReturnType<typeof createDossiers>
