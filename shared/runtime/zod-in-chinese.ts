import type * as z from 'zod';
import zhCN from 'zod/v4/locales/zh-CN.js';

const { localeError } = zhCN();

/** What is wrong with a field, in Chinese; the field's own words (`error` on a schema) come first. */
export const inChinese: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type' && issue.input === undefined) return '必填';
  return localeError(issue);
};
