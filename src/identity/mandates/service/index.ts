import type { Catalogue } from '../schema.ts'
import { askMandate } from './ask.ts'
import { faultOf, findCapacity, listCapacities } from './capacities.ts'
import { delegateMandate } from './delegate.ts'

/** The use cases that know the packages of the territory; the others are functions. */
export const createMandates = (catalogue: Catalogue) => ({
  catalogue,
  askMandate: askMandate(catalogue),
  delegateMandate: delegateMandate(catalogue),
  listCapacities: listCapacities(catalogue),
  findCapacity: findCapacity(catalogue),
  faultOf: faultOf(catalogue),
})

export type Mandates = ReturnType<typeof createMandates>
