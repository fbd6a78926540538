import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';

/** The least that a function here could be: what `cold` compares with. */
export const clients = [new DynamoDBClient(), new S3Client()];
