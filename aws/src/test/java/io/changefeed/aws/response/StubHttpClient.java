/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws.response;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Returns responses in the order in which they were added. */
final class StubHttpClient implements SdkHttpClient {
    private record Response(int status, Map<String, String> headers, InputStream body) {}

    private final Queue<Response> responses = new ArrayDeque<>();

    StubHttpClient respond(int status, Map<String, String> headers, InputStream body) {
        responses.add(new Response(status, headers, body));
        return this;
    }

    StubHttpClient respond(int status, Map<String, String> headers, byte[] body) {
        return respond(status, headers, new ByteArrayInputStream(body));
    }

    /** Builds a client that sends a request up to {@code maxAttempts} times. */
    DynamoDbStreamsClient client(int maxAttempts) {
        return streams(this, URI.create("http://localhost"), maxAttempts);
    }

    static DynamoDbStreamsClient streams(SdkHttpClient http, URI endpoint, int maxAttempts) {
        return DynamoDbStreamsClient.builder()
                .httpClient(http)
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(client -> client.addExecutionInterceptor(new ResponseCapture())
                        .retryStrategy(retries -> retries.maxAttempts(maxAttempts)
                                .retryOnException(SdkException.class)
                                .build()))
                .build();
    }

    int remaining() {
        return responses.size();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        Response response = responses.remove();
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() {
                var http = SdkHttpResponse.builder().statusCode(response.status());
                response.headers().forEach(http::putHeader);
                return HttpExecuteResponse.builder()
                        .response(http.build())
                        .responseBody(AbortableInputStream.create(response.body()))
                        .build();
            }

            @Override
            public void abort() {}
        };
    }

    @Override
    public void close() {}
}
