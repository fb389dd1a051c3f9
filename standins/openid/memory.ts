import type { Adapter, AdapterPayload } from 'oidc-provider'

interface Kept {
  readonly payload: AdapterPayload
  readonly until: number
}

/** What a simulator remembers, for as long as it runs: a few sign-ins, each for half an hour at most. */
export function createMemory(): (model: string) => Adapter {
  const kept = new Map<string, Kept>()
  const find = (key: string): AdapterPayload | undefined => {
    const there = kept.get(key)
    if (there && there.until > Date.now()) return there.payload
    kept.delete(key)
    return undefined
  }
  const findBy = (model: string, isIt: (payload: AdapterPayload) => boolean): AdapterPayload | undefined => {
    const key = [...kept.keys()].find((each) => each.startsWith(`${model} `) && isIt(find(each) ?? {}))
    return key === undefined ? undefined : find(key)
  }
  return (model) => ({
    upsert: async (id, payload, expiresIn) => {
      for (const [key, { until }] of kept) if (until <= Date.now()) kept.delete(key)
      kept.set(`${model} ${id}`, { payload, until: Date.now() + (expiresIn ?? 1800) * 1000 })
    },
    find: async (id) => find(`${model} ${id}`),
    findByUid: async (uid) => findBy(model, (payload) => payload.uid === uid),
    findByUserCode: async (userCode) => findBy(model, (payload) => payload.userCode === userCode),
    consume: async (id) => {
      const payload = find(`${model} ${id}`)
      if (payload) payload['consumed'] = Math.floor(Date.now() / 1000)
    },
    destroy: async (id) => {
      kept.delete(`${model} ${id}`)
    },
    revokeByGrantId: async (grantId) => {
      for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key)
    },
  })
}
