import path from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { bundleFunctions } from './bundle.ts';
import { stageNamed } from './stages.ts';
import { SupervisionStack } from './supervision-stack.ts';

const app = new App();
const context = (name: string): string | undefined => {
  const value: unknown = app.node.tryGetContext(name);
  return typeof value === 'string' ? value : undefined;
};
const stage = stageNamed(context('stage') ?? 'local', context('endpoint'));
const bundles = path.resolve(context('bundles') ?? '.local/bundles');
await bundleFunctions({ outdir: bundles });

new SupervisionStack(app, `SupervisionHub-${stage.name}`, { stage, bundles });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
