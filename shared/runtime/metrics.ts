import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';

const metrics = new Metrics();

type Count =
  | 'CallsAnswered'
  | 'CallsRefused'
  | 'CallsFailed'
  | 'MessagesHandled'
  | 'MessagesSetAside'
  | 'MessagesRetried'
  | 'ChangesForwarded'
  | 'JobsDone'
  | 'MessagesDelivered'
  | 'MessagesFailed'
  | 'MessagesGivenUp'
  | 'DestinationAlarms'
  | 'ReconciliationsLeft'
  | 'TokensAccepted'
  | 'TokensRefused';

export const countMetric = (name: Count, count = 1): void => {
  metrics.addMetric(name, MetricUnit.Count, count);
};

export const withMetrics = (): ReturnType<typeof logMetrics> => logMetrics(metrics);
