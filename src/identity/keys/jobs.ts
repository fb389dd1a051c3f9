import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

/** Each night: answers kept for repeated requests end after a day. */
export const sweepAnswers = defineJob('keys.sweep_answers', Type.Object({}))
