import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { preparedPlatform, startTestPlatform, type TestPlatform } from './platform.ts'

export interface Story {
  /** Another takes its place when a story starts it again. */
  platform: TestPlatform
  readonly browser: Browser
}

/**
 * A platform in demonstration and a browser in front of it; both end with the tests of the file.
 * @param environment what the platform's surroundings say besides.
 */
export async function openStory(environment: Readonly<Record<string, string>> = {}): Promise<Story> {
  const prepared = process.env[preparedPlatform]
  const folder = prepared === undefined ? undefined : copyOf(prepared)
  const [platform, browser] = await Promise.all([
    startTestPlatform(folder === undefined ? { environment } : { folder, environment }),
    openBrowser(),
  ])
  const story = { platform, browser }
  after(async () => {
    await browser.close()
    await story.platform.stop()
    story.platform.remove()
  })
  return story
}

function copyOf(prepared: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'traboule-platform-'))
  // With the owners of its files: PostgreSQL has a user of its own where tests run as root.
  assert.equal(spawnSync('cp', ['-a', `${prepared}/.`, folder]).status, 0)
  // Two copies would have their simulators on the same ports.
  rmSync(join(folder, 'simulators.json'), { force: true })
  return folder
}
