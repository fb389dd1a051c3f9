import type { Catalogue } from '../schema.ts'
import { askMandate } from './ask.ts'
import { findCapacity, holdsRight, listCapacities } from './capacities.ts'
import { delegateMandate } from './delegate.ts'

/** The use cases that know the packages of the territory; the others are functions. */
export const createMandates = (catalogue: Catalogue) => ({
  catalogue,
  askMandate: askMandate(catalogue),
  delegateMandate: delegateMandate(catalogue),
  listCapacities: listCapacities(catalogue),
  findCapacity: findCapacity(catalogue),
  holdsRight: holdsRight(catalogue),
})

export type Mandates = ReturnType<typeof createMandates>
