import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { SQSEvent } from 'aws-lambda';

const dynamo = new DynamoDBClient();

/** The least that a queue → function hop can do: one item for each message, and one line of log. */
export const handler = async (event: SQSEvent): Promise<{ batchItemFailures: [] }> => {
  for (const { body, messageId } of event.Records)
    await dynamo.send(
      new PutItemCommand({
        TableName: process.env['BARE_TABLE'],
        Item: { pk: { S: body }, sk: { S: messageId }, text: { S: 'x'.repeat(1000) } },
      }),
    );
  console.log(`handled ${String(event.Records.length)}`);
  return { batchItemFailures: [] };
};
