import { describe, expect, it } from 'vitest';
import { localEnvironment } from '../../../infra/local/cloud.ts';

const ambient = {
  PATH: '/usr/bin',
  NO_PROXY: 'mirror.example.gov.cn',
  HTTPS_PROXY: 'http://proxy.example.gov.cn:3128',
  AWS_PROFILE: 'production',
  AWS_SESSION_TOKEN: 'somebody',
  AWS_ENDPOINT_URL_S3: 'https://s3.example.com',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/token',
  CDK_DEFAULT_ACCOUNT: '123456789012',
};

describe('What runs against the local cloud', () => {
  const environment = localEnvironment('http://127.0.0.1:4610', '/hub/.local/start', ambient);

  it('never sees the credentials, profiles and addresses of whoever started it', () => {
    const given = Object.keys(environment).filter((name) => /^(AWS|CDK)_/.test(name));
    expect(given.sort()).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_CONFIG_FILE',
      'AWS_DEFAULT_REGION',
      'AWS_EC2_METADATA_DISABLED',
      'AWS_ENDPOINT_URL',
      'AWS_REGION',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SHARED_CREDENTIALS_FILE',
    ]);
    expect(environment).toMatchObject({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4610', AWS_ACCESS_KEY_ID: 'test' });
  });

  it('reaches this machine without the proxy, and everything else as before', () => {
    expect(environment).toMatchObject({
      NO_PROXY: 'mirror.example.gov.cn,127.0.0.1,localhost',
      HTTPS_PROXY: ambient.HTTPS_PROXY,
      PATH: '/usr/bin',
    });
  });
});
