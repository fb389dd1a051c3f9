import type { Site } from '#territory/collectivities'
import type { App } from '../../app.ts'
import { siteName } from '../frame/index.ts'

/** Who publishes the calendar files of a collectivity: its own address, or the one that the platform writes from. */
export const publisherOf = ({ config }: Pick<App, 'config'>, site: Site) => ({
  organizer: {
    name: siteName(site),
    email: site.contact?.email || (/<([^<>]+)>/.exec(config.mailFrom)?.[1] ?? config.mailFrom),
  },
  host: new URL(config.publicUrl).hostname,
})
