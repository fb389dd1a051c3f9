import type { Context } from '#platform/context'
import { saveAccess, testAccess, viewAccess } from './access.ts'
import { canAsk, fetchDatum, readData } from './fetch.ts'
import type { Tools } from './tools.ts'

/** The use cases that ask the State or open what is sealed; the others are functions. */
export interface Connectors {
  /** What jobs are built on too. */
  readonly tools: Tools
  saveAccess(...by: Parameters<ReturnType<typeof saveAccess>>): ReturnType<ReturnType<typeof saveAccess>>
  viewAccess(ctx: Context, collectivityId: string): ReturnType<ReturnType<typeof viewAccess>>
  testAccess(ctx: Context, collectivityId: string): ReturnType<ReturnType<typeof testAccess>>
  canAsk(...by: Parameters<ReturnType<typeof canAsk>>): Promise<boolean>
  fetchDatum(...by: Parameters<ReturnType<typeof fetchDatum>>): ReturnType<ReturnType<typeof fetchDatum>>
  readData(...by: Parameters<ReturnType<typeof readData>>): ReturnType<ReturnType<typeof readData>>
}

export const createConnectors = (tools: Tools): Connectors => ({
  tools,
  saveAccess: saveAccess(tools),
  viewAccess: viewAccess(tools),
  testAccess: testAccess(tools),
  canAsk: canAsk(tools),
  fetchDatum: fetchDatum(tools),
  readData: readData(tools),
})
