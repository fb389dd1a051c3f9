import type { Locale } from '#kernel/localized'
import { accountTexts } from './account.texts.ts'

/** What a browser says of itself, as a person would: "Firefox sur Android". */
export interface Device {
  /** Undefined: unknown. */
  readonly browser: string | undefined
  readonly system: string | undefined
}

/** Each claims to be those after it: the first that is found is the true one. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/\S+ .*Safari\//, 'Safari'],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

/** Reads a `User-Agent` header; what it says is a hint for its owner, never a proof. */
export const deviceOf = (userAgent: string): Device => ({
  browser: browsers.find(([pattern]) => pattern.test(userAgent))?.[1],
  system: systems.find(([pattern]) => pattern.test(userAgent))?.[1],
})

/** The same in one phrase; empty when it says nothing that we know. */
export function describeDevice(userAgent: string, locale: Locale): string {
  const { browser, system } = deviceOf(userAgent)
  if (browser !== undefined && system !== undefined) return accountTexts(locale).on(browser, system)
  return browser ?? system ?? ''
}
