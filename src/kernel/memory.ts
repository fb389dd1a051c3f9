/** What never changes may be kept by a process: the last values used, frozen, since all its requests share them. */
export interface Memory<Value extends object> {
  recall(key: string): Value | undefined
  /** Keeps the value and gives it back; past the capacity, the one that has served least lately is forgotten. */
  remember(key: string, value: Value): Value
}

export function createMemory<Value extends object>(capacity: number): Memory<Value> {
  /** In the order of their last use: the first is the first forgotten. */
  const kept = new Map<string, Value>()
  return {
    recall: (key) => {
      const known = kept.get(key)
      if (known === undefined) return undefined
      kept.delete(key)
      kept.set(key, known)
      return known
    },
    remember: (key, value) => {
      kept.set(key, freeze(value))
      const oldest = kept.keys().next().value
      if (kept.size > capacity && oldest !== undefined) kept.delete(oldest)
      return value
    },
  }
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(freeze)
  }
  return value
}
