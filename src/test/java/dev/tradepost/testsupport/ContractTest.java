package dev.tradepost.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** That the contract is able to fail. */
class ContractTest {

    private static final Contract CONTRACT = contract("""
            paths:
              /api/v1/orders/{orderId}:
                get:
                  responses:
                    "200":
                      headers:
                        ETag: {required: true}
                        Age: {required: false}
                      content:
                        application/json: {schema: {$ref: "#/components/schemas/Order"}}
                        text/csv: {schema: {type: string}}
                    "204": {description: nothing}
                    "404": {$ref: "#/components/responses/Problem"}
            components:
              responses:
                Problem: {content: {application/problem+json: {schema: {$ref: "#/components/schemas/Problem"}}}}
              schemas:
                Problem: {type: object, required: [title], properties: {title: {type: string}}}
                Order:
                  type: object
                  required: [id]
                  properties:
                    id: {type: string, format: uuid}
                    at: {type: string, format: date-time}
                    note: {type: [string, "null"], maxLength: 3}
                    status: {type: string, enum: [OPEN, PAID]}
                    parent: {anyOf: [{$ref: "#/components/schemas/Order"}, {type: "null"}]}
                    lines: {type: array, items: {type: integer, minimum: 1}}
                    labels: {type: object, additionalProperties: {type: string}}
                    price: {type: number}
            """);
    private static final String ID = "\"id\":\"01900000-0000-7000-8000-000000000000\"";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {<id>}
            {<id>,"note":null,"parent":null}
            {<id>,"note":"abc","status":"PAID","at":"2026-11-22T13:14:32.431691Z","price":1,"lines":[1,2],"labels":{"a":"b"}}
            {<id>,"parent":{<id>,"price":1.50}}
            """)
    void P29_an_answer_that_fits_its_schema_passes(String body) {
        judge("GET", 200, "application/json; charset=UTF-8", body);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                              | /id is missing
            {<id>,"at":null}                  | /at is null
            {<id>,"at":"yesterday"}           | /at is yesterday
            {<id>,"at":"2026-11-22T13:14:32+01:00"} | /at is 2026
            {<id>,"note":"abcd"}              | /note has 4 characters
            {<id>,"note":7}                   | /note is 7
            {<id>,"status":"LOST"}            | /status is "LOST"
            {<id>,"parent":{}}                | /parent is {}
            {<id>,"lines":[1,"2"]}            | /lines/- is "2"
            {<id>,"lines":[0]}                | /lines/- is 0
            {<id>,"lines":[1.5]}              | /lines/- is 1.5
            {<id>,"labels":{"a":null}}        | /labels/a is null
            {<id>,"price":"1"}                | /price is "1"
            {<id>,"secret":1}                 | /secret is not in the document
            {"id":"7"}                      | /id is 7
            []                              | is [] and no [object]
            nonsense                        | no JSON
            """)
    void P29_a_body_that_does_not_fit_its_schema_fails(String body, String reason) {
        assertThatThrownBy(() -> judge("GET", 200, "application/json", body)).hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GET  | /api/v1/orders/7 | 201 | application/json         | {<id>}
            GET  | /api/v1/orders/7 | 500 | application/problem+json | {"title":"x"}
            GET  | /api/v1/orders/7 | 404 | application/json         | {"title":"x"}
            GET  | /api/v1/orders/7 | 404 | application/problem+json | {"title":"x","stack":"y"}
            GET  | /api/v1/orders/7 | 200 | application/xml          | <a/>
            GET  | /api/v1/orders/7 | 204 | application/json         | {<id>}
            GET  | /api/v1/nowhere  | 200 | application/json         | {<id>}
            GET  | /api/v1/nowhere  | 404 | text/html                | {"title":"x"}
            GET  | /api/v1/nowhere  | 404 | application/problem+json | {}
            POST | /api/v1/orders/7 | 200 | application/json         | {<id>}
            """)
    void P29_an_answer_that_is_not_declared_fails(String method, String path, int status, String type, String body) {
        assertThatThrownBy(() -> judge(method, path, status, Map.of("Content-Type", type, "ETag", "1"), body))
                .isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GET  | /api/v1/orders/7 | 404 | application/problem+json | {"title":"x"}
            GET  | /api/v1/orders/7 | 200 | text/csv                 | a,b
            GET  | /api/v1/nowhere  | 404 | application/problem+json | {"title":"x"}
            POST | /api/v1/orders/7 | 405 | application/problem+json | {"title":"x"}
            """)
    void P29_an_answer_that_is_declared_passes(String method, String path, int status, String type, String body) {
        assertThat(judge(method, path, status, Map.of("Content-Type", type, "ETag", "1"), body))
                .endsWith(" " + status);
    }

    @Test
    void P29_a_header_that_is_declared_as_always_there_is_there() {
        assertThatThrownBy(() -> judge("GET", "/api/v1/orders/7", 200, Map.of("Content-Type", "text/csv"), "a"))
                .hasMessageContaining("ETag");
    }

    private static void judge(String method, int status, String type, String body) {
        judge(method, "/api/v1/orders/7", status, Map.of("Content-Type", type, "ETag", "1"), body);
    }

    private static String judge(String method, String path, int status, Map<String, String> headers, String body) {
        return CONTRACT.judge(method, path, status, headers::get,
                body.replace("<id>", ID).getBytes(StandardCharsets.UTF_8));
    }

    private static Contract contract(String document) {
        try {
            return new Contract(new YAMLMapper().readTree(document));
        } catch (IOException noYaml) {
            throw new IllegalArgumentException(noYaml);
        }
    }
}
