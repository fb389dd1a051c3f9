export { connectorJobHandlers } from './service/handlers.ts'
export { connectorData, connectorDisclosures } from './service/personal-data.ts'
export { type Connectors, createConnectors } from './service/index.ts'
export { sweepAnswers } from './jobs.ts'
