/** What a collectivity asks, and what a bad mark does. */
export interface Setting {
  readonly asks: boolean
  /** `tell`: agents read it in the request. `reopen`: the request is taken up again besides. */
  readonly onBad: 'tell' | 'reopen'
}

/** Until an administrator chooses. */
export const usualSetting: Setting = { asks: true, onBad: 'tell' }

/** One question to one person about one end of her request. */
export interface Survey {
  readonly collectivityId: string
  readonly id: string
  readonly dossierId: string
  readonly closedAt: Date
  readonly serviceId: string | null
  readonly askedAt: Date
  readonly expiresAt: Date
  readonly answeredAt: Date | null
  /** 1 to 5. */
  readonly mark: number | null
  readonly comment: string
}
