import type { Mandates } from '#identity/mandates'
import type { ActingFor } from '#identity/provider'

/** For whom somebody may act in an application: the organisations that she answers for, and those of her mandates. */
export const actingForOf = (mandates: Mandates): ActingFor => ({
  capacities: async (ctx, { accountId }) => {
    const all = await mandates.listCapacities(ctx, accountId)
    return all.flatMap((capacity) =>
      capacity.kind === 'organisation'
        ? [
            {
              key: capacity.key,
              organisation: capacity.siren ?? capacity.rna ?? capacity.organisationId,
              siret: capacity.siret ?? undefined,
              mandate: capacity.mandateId ?? undefined,
              rights: capacity.rights,
              label: capacity.name,
            },
          ]
        : [],
    )
  },
})
