package dev.tradepost.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** Each kind of change that docs/adr/0038 names. A change replaces what stands at a pointer; without a value it removes it. */
class CompatibilityTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String RELEASED = """
            openapi: 3.1.0
            info: {title: Shop, version: "1"}
            paths:
              /orders:
                get:
                  parameters:
                    - {name: page, in: query, schema: {type: integer, minimum: 1, maximum: 500}}
                    - {name: sort, in: query, schema: {type: string, enum: [name, price]}}
                  responses: &answers
                    "200":
                      description: OK
                      headers:
                        ETag: {required: true, schema: {type: string}}
                      content:
                        application/json: {schema: {$ref: "#/components/schemas/Order"}}
                        text/csv: {schema: {type: string}}
                    "404":
                      description: Not found
                post:
                  requestBody:
                    required: false
                    content:
                      application/json: {schema: {$ref: "#/components/schemas/NewOrder"}}
                      text/csv: {schema: {type: string}}
                  responses: *answers
            components:
              securitySchemes:
                jwt: {type: http, scheme: bearer}
              schemas:
                Status: {type: string, enum: [OPEN, PAID]}
                Order:
                  type: object
                  required: [id]
                  properties:
                    id: {type: string}
                    status: {$ref: "#/components/schemas/Status"}
                    note: {type: string, maxLength: 100}
                    deleted: {type: [string, "null"]}
                    lines: {type: array, items: {$ref: "#/components/schemas/Line"}}
                    labels: {type: object, additionalProperties: {type: string}}
                NewOrder:
                  type: object
                  required: [status]
                  properties:
                    status: {$ref: "#/components/schemas/Status"}
                    note: {type: [string, "null"], maxLength: 100, minLength: 1}
                    code: {type: string, pattern: "[a-z]+"}
                    amount: {type: number, exclusiveMinimum: 0, maximum: 1000, multipleOf: 0.01}
                    free: {type: string}
                    any: {type: number}
                    lines: {type: array, minItems: 1, maxItems: 100, items: {$ref: "#/components/schemas/NewLine"}}
                    labels: {type: object, maxProperties: 10, additionalProperties: {type: string, maxLength: 10}}
                Line:
                  type: object
                  required: [quantity]
                  properties:
                    quantity: {type: integer}
                    gift: {type: boolean}
                NewLine:
                  type: object
                  required: [quantity]
                  properties:
                    quantity: {type: integer}
                    gift: {type: boolean}
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a removed path                            | /paths/~1orders                                  |
            a removed operation                       | /paths/~1orders/get                              |
            a removed status                          | /paths/~1orders/get/responses/404                |
            a removed media type of an answer         | /paths/~1orders/get/responses/200/content/text~1csv |
            a removed header of an answer             | /paths/~1orders/get/responses/200/headers/ETag   |
            a header that is not always sent any more | /paths/~1orders/get/responses/200/headers/ETag/required | false
            a removed field of an answer              | /components/schemas/Order/properties/note        |
            a removed field of an answer, deep        | /components/schemas/Line/properties/gift         |
            a field that is not always there any more | /components/schemas/Order/required               | []
            another type in an answer                 | /components/schemas/Order/properties/note/type   | integer
            another type behind a reference           | /components/schemas/Order/properties/status      | {type: integer}
            another type in a list                    | /components/schemas/Order/properties/lines/items | {type: string}
            another type in a map                     | /components/schemas/Order/properties/labels/additionalProperties/type | integer
            null in an answer                         | /components/schemas/Order/properties/note/type   | [string, "null"]
            another word in an answer                 | /components/schemas/Status/enum                  | [OPEN, PAID, SENT]
            any word in an answer                     | /components/schemas/Status                       | {type: string}
            longer text in an answer                  | /components/schemas/Order/properties/note/maxLength | 200
            unlimited text in an answer               | /components/schemas/Order/properties/note        | {type: string}
            a removed media type of a request         | /paths/~1orders/post/requestBody/content/text~1csv |
            a body that is required                   | /paths/~1orders/post/requestBody/required        | true
            a removed body                            | /paths/~1orders/post/requestBody                 |
            a removed parameter                       | /paths/~1orders/get/parameters                   | [{name: sort, in: query, schema: {type: string, enum: [name, price]}}]
            a parameter that is required              | /paths/~1orders/get/parameters/0/required        | true
            a new required parameter                  | /paths/~1orders/get/parameters/2                 | {name: x, in: query, required: true, schema: {type: string}}
            another type of a parameter               | /paths/~1orders/get/parameters/0/schema          | {type: string}
            a lower maximum of a parameter            | /paths/~1orders/get/parameters/0/schema/maximum  | 100
            a removed word of a parameter             | /paths/~1orders/get/parameters/1/schema/enum     | [name]
            a removed field of a request              | /components/schemas/NewOrder/properties/free     |
            a removed field of a request, deep        | /components/schemas/NewLine/properties/gift      |
            a new required field of a request         | /components/schemas/NewOrder/required            | [status, free]
            another type in a request                 | /components/schemas/NewOrder/properties/free/type | integer
            no null any more in a request             | /components/schemas/NewOrder/properties/note/type | string
            a removed word of a request               | /components/schemas/Status/enum                  | [OPEN]
            a text with words of its own              | /components/schemas/NewOrder/properties/free     | {type: string, enum: [a]}
            a shorter text                            | /components/schemas/NewOrder/properties/note/maxLength | 99
            a longer text                             | /components/schemas/NewOrder/properties/note/minLength | 2
            a text with a limit                       | /components/schemas/NewOrder/properties/free     | {type: string, maxLength: 10}
            a text with a lower limit                 | /components/schemas/NewOrder/properties/free     | {type: string, minLength: 1}
            another pattern                           | /components/schemas/NewOrder/properties/code/pattern | "[a-f]+"
            a text with a pattern                     | /components/schemas/NewOrder/properties/free     | {type: string, pattern: "[a-z]+"}
            a smaller number                          | /components/schemas/NewOrder/properties/amount/maximum | 999
            a greater number                          | /components/schemas/NewOrder/properties/amount/exclusiveMinimum | 1
            a number with a maximum                   | /components/schemas/NewOrder/properties/any      | {type: number, maximum: 10}
            a number with a minimum                   | /components/schemas/NewOrder/properties/any      | {type: number, minimum: 10}
            a rounder number                          | /components/schemas/NewOrder/properties/amount/multipleOf | 1
            a number of decimals                      | /components/schemas/NewOrder/properties/any      | {type: number, multipleOf: 1}
            a shorter list                            | /components/schemas/NewOrder/properties/lines/maxItems | 99
            a longer list                             | /components/schemas/NewOrder/properties/lines/minItems | 2
            a smaller map                             | /components/schemas/NewOrder/properties/labels/maxProperties | 9
            a shorter text in a map                   | /components/schemas/NewOrder/properties/labels/additionalProperties/maxLength | 9
            a sign-in that is required                | /paths/~1orders/get/security                     | [{jwt: []}]
            """)
    void P30_what_a_client_would_notice_is_incompatible(String change, String pointer, String value) {
        assertThat(Compatibility.breaks(released(), changed(pointer, value))).as(change).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing                                   | /info/title                                      | Shop
            other words                               | /paths/~1orders/get/summary                      | List orders
            a new path                                | /paths/~1new                                     | {get: {responses: {"200": {description: OK}}}}
            a new operation                           | /paths/~1orders/delete                           | {responses: {"200": {description: OK}}}
            a new status of a failure                 | /paths/~1orders/get/responses/409                | {description: Conflict}
            a new field of an answer                  | /components/schemas/Order/properties/more        | {type: string}
            a field that is always there              | /components/schemas/Order/required               | [id, status]
            a shorter text in an answer               | /components/schemas/Order/properties/note/maxLength | 50
            no null any more in an answer             | /components/schemas/Order/properties/deleted/type | string
            a new parameter                           | /paths/~1orders/get/parameters/2                 | {name: x, in: query, schema: {type: string}}
            a higher maximum of a parameter           | /paths/~1orders/get/parameters/0/schema/maximum  | 1000
            a new word of a parameter                 | /paths/~1orders/get/parameters/1/schema/enum     | [name, price, age]
            a new field of a request                  | /components/schemas/NewOrder/properties/more     | {type: string}
            a field that may be left out              | /components/schemas/NewOrder/required            | []
            null in a request                         | /components/schemas/NewOrder/properties/free/type | [string, "null"]
            a longer text of a request                | /components/schemas/NewOrder/properties/note/maxLength | 200
            a longer list of a request                | /components/schemas/NewOrder/properties/lines/maxItems | 200
            a greater number of a request             | /components/schemas/NewOrder/properties/amount/maximum | 2000
            a new header of an answer                 | /paths/~1orders/get/responses/200/headers/Age    | {schema: {type: string}}
            a new media type of an answer             | /paths/~1orders/get/responses/200/content/text~1html | {schema: {type: string}}
            """)
    void P30_what_is_only_added_is_compatible(String change, String pointer, String value) {
        assertThat(Compatibility.breaks(released(), changed(pointer, value))).as(change).isEmpty();
    }

    private static JsonNode released() {
        return read(RELEASED);
    }

    private static JsonNode changed(String pointer, String value) {
        JsonNode document = released();
        int end = pointer.lastIndexOf('/');
        String name = pointer.substring(end + 1).replace("~1", "/");
        JsonNode parent = document.at(pointer.substring(0, end));
        assertThat(parent.isContainerNode()).as(pointer).isTrue();
        if (parent instanceof ObjectNode object) {
            if (value == null) {
                assertThat(object.remove(name)).as(pointer).isNotNull();
            } else {
                object.set(name, read(value));
            }
        } else {
            ((ArrayNode) parent).insert(Integer.parseInt(name), read(value));
        }
        return document;
    }

    private static JsonNode read(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException noYaml) {
            throw new IllegalArgumentException(text, noYaml);
        }
    }
}
