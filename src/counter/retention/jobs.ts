import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

/** Tells people whose requests are about to go, and carries out what the rules say of those whose time has passed. Each night. */
export const sweepRetained = defineJob('retention.sweep', Type.Object({}))
