import * as z from 'zod';

export const PageQuery = z.object({
  cursor: z.string().max(2000).optional().meta({ description: '上一页返回的 next，原样带回' }),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

export const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: z.string().optional() });
