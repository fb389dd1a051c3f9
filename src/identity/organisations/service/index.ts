import type { Context } from '#platform/context'
import { addOrganisation } from './add.ts'
import { certifyDirector, recogniseDirector } from './certify.ts'
import { printLetter } from './moderation.ts'
import { enterCode } from './proofs.ts'
import type { Tools } from './tools.ts'

/** The use cases that ask the register, the State's identity or the installation's secret; the others are functions. */
export interface Organisations {
  /** What jobs are built on too. */
  readonly tools: Tools
  addOrganisation(...by: Parameters<ReturnType<typeof addOrganisation>>): ReturnType<ReturnType<typeof addOrganisation>>
  certifyDirector(ctx: Context, organisationId: string): ReturnType<ReturnType<typeof certifyDirector>>
  recogniseDirector(ctx: Context, organisationId: string): ReturnType<ReturnType<typeof certifyDirector>>
  enterCode(...by: Parameters<ReturnType<typeof enterCode>>): ReturnType<ReturnType<typeof enterCode>>
  printLetter(...by: Parameters<ReturnType<typeof printLetter>>): ReturnType<ReturnType<typeof printLetter>>
}

export const createOrganisations = (tools: Tools): Organisations => ({
  tools,
  addOrganisation: addOrganisation(tools),
  certifyDirector: certifyDirector(tools),
  recogniseDirector: recogniseDirector(tools),
  enterCode: enterCode(tools),
  printLetter: printLetter(tools),
})
