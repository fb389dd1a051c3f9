import { after } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { startTestPlatform, type TestPlatform } from './platform.ts'

export interface Story {
  readonly platform: TestPlatform
  readonly browser: Browser
}

/** A platform in demonstration and a browser in front of it; both end with the tests of the file. */
export async function openStory(): Promise<Story> {
  const [platform, browser] = await Promise.all([startTestPlatform(), openBrowser()])
  after(async () => {
    await browser.close()
    await platform.stop()
    platform.remove()
  })
  return { platform, browser }
}
