variable "name" {
  description = "Name of the connector and of everything that belongs to it."
  type        = string
  default     = "orders-changefeed"
}

variable "tables" {
  description = "Names of the DynamoDB tables. Each needs a stream."
  type        = list(string)
  default     = ["orders"]
}

variable "topic_prefix" {
  description = "Prefix of the topics."
  type        = string
  default     = "shop"
}

variable "archive" {
  description = "Path of the plugin archive of a release: changefeed-dynamodb-streams-<version>.zip or the bundle."
  type        = string
}

variable "plugin_bucket" {
  description = "Name of the S3 bucket for the plugin archive."
  type        = string
}

variable "cluster_arn" {
  description = "ARN of the MSK cluster, which must use IAM authentication."
  type        = string
}

variable "bootstrap_brokers" {
  description = "Bootstrap brokers of the MSK cluster for IAM authentication."
  type        = string
}

variable "subnets" {
  description = "Subnets of the workers. They must reach the brokers, DynamoDB and DynamoDB Streams."
  type        = list(string)
}

variable "security_groups" {
  description = "Security groups of the workers."
  type        = list(string)
}

variable "workers" {
  description = "Number of workers."
  type        = number
  default     = 1
}
