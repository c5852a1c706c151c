variable "name" {
  description = "Name of the connector."
  type        = string
  default     = "orders-changefeed"
}

variable "archive" {
  description = "Path of the archive changefeed-dynamodb-streams-<version>.zip of a release."
  type        = string
}

variable "environment" {
  description = "Id of the Confluent Cloud environment."
  type        = string
}

variable "cluster" {
  description = "Id of the Kafka cluster. It needs public endpoints."
  type        = string
}

variable "kafka_api_key" {
  description = "API key of the Kafka cluster."
  type        = string
  sensitive   = true
}

variable "kafka_api_secret" {
  description = "Secret of the API key."
  type        = string
  sensitive   = true
}

variable "aws_access_key_id" {
  description = "Access key of an IAM user with the policy of docs/aws.md."
  type        = string
  sensitive   = true
}

variable "aws_secret_access_key" {
  description = "Secret of the access key."
  type        = string
  sensitive   = true
}
