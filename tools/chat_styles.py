#!/usr/bin/env python3
"""Writes chat templates of our own in the manner of published families, with what transformers renders.

    python3 tools/chat_styles.py > text/src/test/resources/org/endorm/text/styles.jsonl

Needs transformers and jinja2. The first line holds the templates by name and the contexts by name; each
further line {"template", "context"} and "expected", or "error": true where rendering must fail.
"""
import datetime
import json
import warnings
from unittest import mock

from transformers.utils import chat_template_utils

warnings.simplefilter("ignore")

TOOLS = [
    {"type": "function", "function": {"name": "get_weather", "description": "Weather of a place", "parameters": {
        "type": "object", "required": ["city"], "properties": {
            "city": {"type": "string", "description": "Which <city> & \"so on\""},
            "days": {"type": ["integer", "null"], "default": 3, "minimum": 1},
            "unit": {"type": "string", "enum": ["C", "F"]},
            "where": {"type": "array", "items": {"type": "object", "properties": {"lat": {"type": "number"}, "lon": {"type": "number"}}}},
            "or": {"anyOf": [{"type": "boolean"}, {"type": "string", "nullable": True}]}}}}},
    {"type": "function", "function": {"name": "now", "description": "Zeit ⏰", "parameters": {"type": "object", "properties": {}}}},
]
CALL = {"id": "call12345", "type": "function", "function": {"name": "get_weather", "arguments": {"city": "Zürich", "days": 2, "x": [1.0, None, True]}}}


def m(role, content, **more):
    return {"role": role, "content": content, **more}


CONTEXTS = {
    "user": dict(messages=[m("user", "Hi")]),
    "plain": dict(messages=[m("system", " Be brief. "), m("user", "Hi"), m("assistant", "Yo"), m("user", " Wie geht's? 🎉\n")]),
    "history": dict(messages=[m("user", "2+2?"), m("assistant", "<think>\nadd them\n</think>\n\n4"), m("user", "3+3?"),
                              m("assistant", "<think>again</think>6")], add_generation_prompt=False),
    "reasoning": dict(messages=[m("user", "a"), m("assistant", "b", reasoning_content="because\n"), m("user", "c"),
                                m("assistant", "d", reasoning_content=" since ")], add_generation_prompt=False),
    "tools": dict(messages=[m("system", "Sys"), m("user", "Weather?")], tools=TOOLS),
    "calls": dict(messages=[m("user", "Weather?"), m("assistant", "", tool_calls=[CALL, {**CALL, "id": "call67890"}]),
                            m("tool", "{\"t\": 21.5}", tool_call_id="call12345", name="get_weather"), m("tool", "sunny", tool_call_id="call67890", name="get_weather")],
                  tools=TOOLS),
    "parts": dict(messages=[m("user", [{"type": "text", "text": "Look: "}, {"type": "image"}, {"type": "text", "text": "'it' is \"x\"\n"}])]),
    "thinking off": dict(messages=[m("user", "Hi")], enable_thinking=False, thinking=False, reasoning_effort="low"),
    "thinking on": dict(messages=[m("system", "S /think"), m("user", "Hi")], enable_thinking=True, thinking=True, reasoning_effort="high"),
    "documents": dict(messages=[m("user", "q")], documents=[{"title": "T\u2028x", "text": "body"}, {"doc_id": 7, "title": "<b>", "text": "é\n\nz", "n": 1e-7}]),
    "twice user": dict(messages=[m("user", "a"), m("user", "b")]),
    "named": dict(messages=[m("developer", "Dev"), m("user", "a", name="bob"), m("assistant", None), m("user", "")]),
    "controls": dict(messages=[m("user", " q "), m("assistant", "a", reasoning_content="r"), m("user", "/no_think p")], documents=[{"doc_id": "1", "text": "t"}],
                     controls={"citations": True, "length": "short"}, thinking_budget=700, add_vision_id=True, keep_past_thinking=True),
    "custom": dict(messages=[m("user", "Hi")], date_string="26 Jul 2025", custom_tools=TOOLS[:1], xml_tools=[{"a": "b"}], model_identity="I am X", builtin_tools=["browser", "code"]),
}

T = {}
T["types by recursion"] = r'''{#- signatures like a programming language's -#}
{%- macro type_of(spec, required=[], depth=0) -%}
  {%- if spec.anyOf -%}
    {%- for one in spec.anyOf -%}{{ type_of(one, depth=depth + 1) }}{{ " | " if not loop.last }}{%- endfor -%}
  {%- elif spec.type == "array" -%}
    {{- type_of(spec['items'] if spec['items'] is defined else {'type': 'any'}, depth=depth) ~ "[]" -}}
  {%- elif spec.type is defined and spec.type is iterable and spec.type is not string and spec.type is not mapping -%}
    {{- spec.type | join(" | ") -}}
  {%- elif spec.type == "object" and spec.properties -%}
    {{- "{\n" -}}
    {%- for name, inner in spec.properties.items() -%}
      {%- if inner.description %}{{ "  " * depth ~ "// " ~ inner.description ~ "\n" }}{% endif -%}
      {{- "  " * depth ~ name ~ ("?" if name not in (required or []) else "") ~ ": " ~ type_of(inner, inner.required, depth + 1) }}
      {%- if inner.default is defined -%}, // default: {{ inner.default if inner.default is not string else '"%s"' % inner.default }}{%- endif -%}
      {%- if inner.enum %} /* {{ inner.enum | map("tojson") | join(", ") }} */{% endif %}
      {{- ",\n" if not loop.last else "\n" -}}
    {%- endfor -%}
    {{- "  " * (depth - 1) ~ "}" -}}
  {%- else -%}
    {{- spec.type | default("any", true) ~ (" | null" if spec.nullable else "") -}}
  {%- endif -%}
{%- endmacro -%}
{{- bos_token -}}<|start|>system<|message|>{{ model_identity | default("You are a model.") + "\n" }}Today: {{ strftime_now("%Y-%m-%d") }}

Effort: {{ reasoning_effort if reasoning_effort is defined else "medium" }}
{%- if tools %}

namespace functions {
{% for tool in tools %}{% set f = tool.function %}
// {{ f.description }}
type {{ f.name }} = ({% if f.parameters.properties %}_: {{ type_of(f.parameters, f.parameters.required, 1) }}{% endif %}) => any;
{% endfor %}}{% endif %}<|end|>
{%- set state = namespace(name=none, done=false) -%}
{%- for message in messages -%}
  {%- if message.role == 'assistant' -%}
    {%- if message.tool_calls -%}
      {%- set call = message.tool_calls[0].function -%}
      {%- set state.name = call.name -%}
      <|start|>assistant to=functions.{{ call.name }}<|channel|>commentary json<|message|>{{ call.arguments | tojson }}<|call|>
    {%- elif "thinking" in message and loop.last and not add_generation_prompt -%}
      <|start|>assistant<|channel|>analysis<|message|>{{ message.thinking }}<|end|><|start|>assistant<|channel|>final<|message|>{{ message.content }}<|return|>
    {%- else -%}
      <|start|>assistant<|channel|>final<|message|>{{ message.content }}<|end|>
      {%- set state.name = none %}
    {%- endif -%}
  {%- elif message.role == 'tool' -%}
    {%- if state.name is none -%}{{ raise_exception("a tool speaks without a call") }}{%- endif -%}
    <|start|>functions.{{ state.name }} to=assistant<|message|>{{ message.content | tojson }}<|end|>
  {%- else -%}
    <|start|>{{ message['role'] }}<|message|>{{ message['content'] }}<|end|>
  {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}<|start|>assistant{%- endif -%}
'''
T["strict turns"] = r'''{%- set intro = "You have the cut-off {cut}, today is {today}.\nYesterday was earlier." -%}
{%- set today = strftime_now("%Y-%m-%d") %}
{{- bos_token }}
{%- if messages[0]["role"] == "system" %}
    {%- if messages[0]["content"] is string %}{% set sys = messages[0]["content"] %}{% else %}{% set sys = messages[0]["content"][0]["text"] %}{% endif %}
    {%- set rest = messages[1:] %}
{%- else %}
    {%- set sys = intro.replace("{today}", today).replace("{cut}", "2024-10") %}
    {%- set rest = messages %}
{%- endif %}
{{- "[SYSTEM_PROMPT]" + sys + "[/SYSTEM_PROMPT]" }}
{%- set users = rest | selectattr("role", "equalto", "user") | list %}
{%- if not tools is defined %}{%- set tools = none %}{%- elif tools is not none %}
{{- "[AVAILABLE_TOOLS]" + (tools | tojson) + "[/AVAILABLE_TOOLS]" }}
{%- endif %}
{%- set ns = namespace(index=0) %}
{%- for message in rest %}
    {%- if not (message.role == "tool" or (message.role == "assistant" and message.tool_calls is defined)) %}
        {%- if (message["role"] == "user") != (ns.index % 2 == 0) %}
            {{- raise_exception("Roles must alternate: " ~ message.role) }}
        {%- endif %}
        {%- set ns.index = ns.index + 1 %}
    {%- endif %}
{%- endfor %}
{%- for message in rest %}
    {%- if message["role"] == "user" %}
        {%- if message["content"] is string %}
            {{- "[INST]" + message["content"] + "[/INST]" }}
        {%- else %}
            {{- "[INST]" }}
            {%- for block in message["content"] %}
                {%- if block["type"] == "text" %}{{ block["text"] }}{%- elif block["type"] in ["image", "image_url"] %}{{ "[IMG]" }}{%- else %}{{ raise_exception("only text and images") }}{%- endif %}
            {%- endfor %}
            {{- "[/INST]" }}
        {%- endif %}
    {%- elif message["tool_calls"] is defined and message.tool_calls|length > 0 %}
        {{- "[TOOL_CALLS][" }}
        {%- for tool_call in message["tool_calls"] %}
            {%- set out = tool_call["function"]|tojson %}
            {{- out[:-1] }}
            {%- if not tool_call.id is defined or tool_call.id is not string or tool_call.id|length != 9 %}{{ raise_exception("ids have nine letters") }}{% endif %}
            {{- ', "id": "' + tool_call["id"] + '"}' }}
            {%- if not loop.last %}{{ ", " }}{% else %}{{ "]" + eos_token }}{% endif %}
        {%- endfor %}
    {%- elif message["role"] == "assistant" %}
        {%- if message["content"] is not none %}{{- " " + message["content"]|trim + eos_token }}{% endif %}
    {%- elif message["role"] in ("tool_results", "tool") %}
        {%- set content = message.content.content if message.content is mapping and message.content.content is defined else message.content %}
        {{- '[TOOL_RESULTS]{"content": ' + content|string + ', "call_id": "' + message["tool_call_id"] + '"}[/TOOL_RESULTS]' }}
    {%- else %}
        {{- raise_exception("unknown role " ~ message.role) }}
    {%- endif %}
{%- endfor %}
'''
T["visible text"] = r'''[gMASK]<sop>
{%- if tools -%}
<|system|>
# Tools
<tools>
{% for tool in tools %}
{{ tool | tojson(ensure_ascii=False) }}
{% endfor %}
</tools>
For each call:
<tool_call>{name}
<arg_key>{key}</arg_key>
</tool_call>{%- endif -%}
{%- macro visible_text(content) -%}
    {%- if content is string -%}
        {{- content }}
    {%- elif content is iterable and content is not mapping -%}
        {%- for item in content -%}
            {%- if item is mapping and item.type == 'text' -%}
                {{- item.text }}
            {%- elif item is string -%}
                {{- item }}
            {%- endif -%}
        {%- endfor -%}
    {%- else -%}
        {{- content }}
    {%- endif -%}
{%- endmacro -%}
{%- set ns = namespace(last_user_index=-1) %}
{%- for m in messages %}
    {%- if m.role == 'user' %}
        {% set ns.last_user_index = loop.index0 -%}
    {%- endif %}
{%- endfor %}
{% for m in messages %}
{%- if m.role == 'user' -%}<|user|>
{{ visible_text(m.content) }}
{{- '/nothink' if (enable_thinking is defined and not enable_thinking and not visible_text(m.content).endswith("/nothink")) else '' -}}
{%- elif m.role == 'assistant' -%}
<|assistant|>
{%- set reasoning_content = '' %}
{%- set content = visible_text(m.content) %}
{%- if m.reasoning_content is string %}
    {%- set reasoning_content = m.reasoning_content %}
{%- else %}
    {%- if '</think>' in content %}
        {%- set reasoning_content = content.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') %}
        {%- set content = content.split('</think>')[-1].lstrip('\n') %}
    {%- endif %}
{%- endif %}
{%- if loop.index0 > ns.last_user_index and reasoning_content -%}
{{ '\n<think>' + reasoning_content.strip() +  '</think>'}}
{%- else -%}
{{ '\n<think></think>' }}
{%- endif -%}
{%- if content.strip() -%}
{{ '\n' + content.strip() }}
{%- endif -%}
{% if m.tool_calls %}
{% for tc in m.tool_calls %}
{%- if tc.function %}
    {%- set tc = tc.function %}
{%- endif %}
{{ '\n<tool_call>' + tc.name }}
{% set _args = tc.arguments %}
{% for k, v in _args.items() %}
<arg_key>{{ k }}</arg_key>
<arg_value>{{ v | tojson(ensure_ascii=False) if v is not string else v }}</arg_value>
{% endfor %}
</tool_call>{% endfor %}
{% endif %}
{%- elif m.role == 'tool' -%}
{%- if m.content is string -%}
{%- if loop.first or (messages[loop.index0 - 1].role != "tool") %}
    {{- '<|observation|>' }}
{%- endif %}
{{- '\n<tool_response>\n' }}
{{- m.content }}
{{- '\n</tool_response>' }}
{%- else -%}
<|observation|>{% for tr in m.content %}
{{ tr.output if tr.output is defined else tr }}{% endfor -%}
{% endif -%}
{%- elif m.role == 'system' -%}
<|system|>
{{ visible_text(m.content) }}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
    <|assistant|>{{- '\n<think></think>' if (enable_thinking is defined and not enable_thinking) else '' -}}
{%- endif -%}
'''
T["merged system"] = r'''{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}{% if not thinking is defined %}{% set thinking = false %}{% endif %}{% set ns = namespace(is_first=false, is_tool=false, system_prompt='', is_first_sp=true, is_last_user=false) %}{%- for message in messages %}{%- if message['role'] == 'system' %}{%- if ns.is_first_sp %}{% set ns.system_prompt = ns.system_prompt + message['content'] %}{% set ns.is_first_sp = false %}{%- else %}{% set ns.system_prompt = ns.system_prompt + '\n\n' + message['content'] %}{%- endif %}{%- endif %}{%- endfor %}{{ bos_token }}{{ ns.system_prompt }}{%- for message in messages %}{%- if message['role'] == 'user' %}{%- set ns.is_tool = false -%}{%- set ns.is_first = false -%}{%- set ns.is_last_user = true -%}{{'<｜User｜>' + message['content']}}{%- endif %}{%- if message['role'] == 'assistant' and message['tool_calls'] is defined and message['tool_calls'] is not none %}{%- if ns.is_last_user %}{{'<｜Assistant｜></think>'}}{%- endif %}{%- set ns.is_last_user = false -%}{%- set ns.is_first = false %}{%- set ns.is_tool = false -%}{%- for tool in message['tool_calls'] %}{%- if not ns.is_first %}{{ (message['content'] or '') + '<｜calls｜>' + tool['function']['name'] + '<｜sep｜>' + tool['function']['arguments']|tojson + '<｜call_end｜>'}}{%- set ns.is_first = true -%}{%- else %}{{'<｜call｜>' + tool['function']['name'] + '<｜sep｜>' + tool['function']['arguments']|tojson}}{%- endif %}{%- endfor %}{{'<｜calls_end｜>'}}{%- endif %}{%- if message['role'] == 'assistant' and (message['tool_calls'] is not defined or message['tool_calls'] is none) %}{%- if ns.is_last_user %}{{'<｜Assistant｜>'}}{%- if message['prefix'] is defined and message['prefix'] and thinking %}{{'<think>'}}{%- else %}{{'</think>'}}{%- endif %}{%- endif %}{%- set ns.is_last_user = false -%}{%- if ns.is_tool %}{{ message['content'] + eos_token }}{%- set ns.is_tool = false -%}{%- else %}{%- set content = message['content'] -%}{%- if '</think>' in content %}{%- set content = content.split('</think>', 1)[1] -%}{%- endif %}{{ content + eos_token }}{%- endif %}{%- endif %}{%- if message['role'] == 'tool' %}{%- set ns.is_last_user = false -%}{%- set ns.is_tool = true -%}{{'<｜out｜>' + message['content'] + '<｜out_end｜>'}}{%- endif %}{%- endfor -%}{%- if add_generation_prompt and ns.is_last_user and not ns.is_tool %}{{'<｜Assistant｜>'}}{%- if not thinking %}{{'</think>'}}{%- else %}{{'<think>'}}{%- endif %}{% endif %}'''
T["roles in a dictionary"] = r'''{%- set role_indicators = {
    'user': '[|user|]\n',
    'assistant': '[|assistant|]\n',
    'system': '[|system|]\n',
    'tool': '[|tool|]\n'
} %}
{%- set end_of_turn = '[|endofturn|]\n' %}
{%- set only = namespace(found=false) -%}
{%- macro available_tools(tools) %}
    {{- "# Available Tools" }}
    {{- "\nUse them with care:\n" }}
    {%- for tool in tools %}
        {{- "\n" ~ loop.index ~ ") " }}
        {{- tool | tojson(ensure_ascii=False) | safe }}
    {%- endfor %}
{%- endmacro %}
{%- set ns = namespace(last_query_index = messages|length - 1) %}
{%- for message in messages %}
    {%- if message.role == "user" and message.content is string %}{%- set ns.last_query_index = loop.index0 -%}{%- endif %}
{%- endfor %}
{%- for i in range(messages | length) %}
    {%- set msg = messages[i] %}
    {%- set role = msg.role %}
    {%- if role not in role_indicators %}
        {{- raise_exception('Unknown role: ' ~ role) }}
    {%- endif %}
    {%- if i == 0 %}
        {%- if role == 'system' %}
            {{- role_indicators['system'] }}{{- msg.content }}
            {%- if tools is defined and tools %}{{- "\n\n" }}{{- available_tools(tools) }}{%- endif %}
            {{- end_of_turn -}}
            {%- continue %}
        {%- elif tools is defined and tools %}
            {{- role_indicators['system'] }}{{- available_tools(tools) }}{{- end_of_turn -}}
        {%- endif %}
    {%- endif %}
    {%- if role == 'assistant' %}
        {{- role_indicators['assistant'] }}
        {%- if msg.content %}
            {%- if "</think>" in msg.content %}
                {%- set content = msg.content.split('</think>')[-1].strip() %}
                {%- set reasoning_content = msg.content.split('</think>')[0].strip() %}
                {%- if reasoning_content.startswith("<think>") %}{%- set reasoning_content = reasoning_content[7:].strip() %}{%- endif %}
            {%- else %}
                {%- set content = msg.content %}
            {%- endif %}
            {%- if msg.reasoning_content %}{%- set reasoning_content = msg.reasoning_content %}{%- endif %}
            {%- if (not skip_think | default(true)) and reasoning_content is defined %}
                {{- "<think>\n" }}{{- reasoning_content}}{{- "\n</think>\n\n" }}
            {%- else %}
                {{- "<think>\n\n</think>\n\n" }}
            {%- endif %}
            {{- content }}
        {%- endif %}
        {%- if msg.tool_calls %}
            {%- if msg.content %}{{- "\n" }}{%- else %}{{- "<think>\n\n</think>\n\n" }}{%- endif %}
            {%- for tool_call in msg.tool_calls %}
                {%- if tool_call.function is defined %}{%- set tool_call = tool_call.function %}{%- endif %}
                {%- if tool_call.arguments is defined %}
                    {%- set arguments = tool_call.arguments %}
                {%- elif tool_call.parameters is defined %}
                    {%- set arguments = tool_call.parameters %}
                {%- else %}
                    {{- raise_exception('arguments or parameters are mandatory: ' ~ tool_call) }}
                {%- endif %}
                {{- "<tool_call>" }}{"name": "{{- tool_call.name }}", "arguments": {{ arguments | tojson(ensure_ascii=False) | safe }}}{{- "</tool_call>" }}
                {%- if not loop.last %}{{- "\n" }}{%- endif %}
            {%- endfor %}
        {%- endif %}
        {{- end_of_turn -}}
    {%- elif role == "tool" %}
        {%- if i == 0 or messages[i - 1].role != "tool" %}{{- role_indicators['tool'] }}{%- endif %}
        {%- if msg.content is defined %}{{- "<tool_result>" }}{"result": {{ msg.content | tojson(ensure_ascii=False) | safe }}}{{- "</tool_result>" }}{%- endif %}
        {%- if loop.last or messages[i + 1].role != "tool" %}{{- end_of_turn -}}{%- else %}{{- "\n" }}{%- endif %}
    {%- else %}
        {{- role_indicators[role] }}{{- msg.content }}{{- end_of_turn -}}
    {%- endif %}
{% endfor %}
{%- if add_generation_prompt %}
    {{- role_indicators['assistant'] }}
    {%- if enable_thinking is defined and enable_thinking is true %}{{- "<think>\n" }}{%- else %}{{- "<think>\n\n</think>\n\n" }}{%- endif %}
{%- endif %}
'''
T["generation blocks"] = r'''{# defaults #}
{%- if enable_thinking is not defined -%}
{%- set enable_thinking = true -%}
{%- endif -%}
{%- if enable_thinking -%}{%- set reasoning_mode = "/think" -%}{%- else -%}{%- set reasoning_mode = "/no_think" -%}{%- endif -%}
{{- "<|im_start|>system\n" -}}
{%- if messages[0].role == "system" -%}
  {%- set system_message = messages[0].content -%}
  {%- if "/no_think" in system_message -%}{%- set reasoning_mode = "/no_think" -%}{%- elif "/think" in system_message -%}{%- set reasoning_mode = "/think" -%}{%- endif -%}
  {%- set custom_instructions = system_message.replace("/no_think", "").replace("/think", "").rstrip() -%}
{%- endif -%}
{{- "Today Date: " ~ strftime_now("%d %B %Y") ~ "\n" -}}
{{- "Reasoning Mode: " + reasoning_mode + "\n\n" -}}
{%- if custom_instructions -%}{{- custom_instructions + "\n\n" -}}{%- endif -%}
{%- if xml_tools or python_tools or tools -%}
  {%- set ns = namespace(xml_tool_string="You may call:\n<tools>\n") -%}
  {%- for tool in (xml_tools or tools)[:] -%}
    {%- set ns.xml_tool_string = ns.xml_tool_string ~ (tool | string) ~ "\n" -%}
  {%- endfor -%}
  {%- set xml_tool_string = ns.xml_tool_string + "</tools>" -%}
  {{- xml_tool_string -}}
{%- endif -%}
{{- "<|im_end|>\n" -}}
{%- for message in messages -%}
    {%- set content = message.content if message.content is string else "" -%}
    {%- if message.role == "user" -%}
        {{ "<|im_start|>" + message.role + "\n" + content + "<|im_end|>\n" }}
    {%- elif message.role == "assistant" -%}
        {% generation %}
        {%- if reasoning_mode == "/think" -%}
            {{ "<|im_start|>assistant\n" + content.lstrip("\n") + "<|im_end|>\n" }}
        {%- else -%}
            {{ "<|im_start|>assistant\n" + "<think>\n\n</think>\n" + content.lstrip("\n") + "<|im_end|>\n" }}
        {%- endif -%}
        {% endgeneration %}
    {%- elif message.role == "tool" -%}
    {{ "<|im_start|>" + "user\n" + content + "<|im_end|>\n" }}
    {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {%- if reasoning_mode == "/think" -%}{{ "<|im_start|>assistant\n" }}{%- else -%}{{ "<|im_start|>assistant\n" + "<think>\n\n</think>\n" }}{%- endif -%}
{%- endif -%}
'''
T["documents"] = r'''{%- macro document_turn(documents) -%}
{# format documents into chat turn #}
<|START|><|CHATBOT|>[
    {"tool_call_id": "0", "tool_name": "direct-injected-document", "parameters": {}}
]<|END|><|START|><|SYSTEM|>[
    {
        "tool_call_id": "0",
        "results": {
{% for doc in documents %}
            "{{ loop.index0 }}": {{doc|tojson}}{% if not loop.last %},
            {% endif %}
{% endfor %}

        }
    }
]<|END|>{%- endmacro %}
{%- macro tool_call_id_to_int(messages, tool_call_id) %}
{%- set counter = namespace(value=0) %}
{%- set tool_call_id_seen = namespace(value=false) %}
{%- for msg in messages %}
    {%- if msg.tool_calls %}
        {%- for tool_call in msg.tool_calls %}
            {%- if tool_call.id == tool_call_id and not tool_call_id_seen.value -%}
                {{ counter.value }}
                {%- set tool_call_id_seen.value = true %}
            {%- endif %}
            {%- set counter.value = counter.value + 1 %}
        {%- endfor %}
    {%- endif %}
{%- endfor %}
{%- endmacro %}
{%- set ns = namespace(system_prompt='', pending='', n=0) -%}
{%- if messages and messages[0]['role']|lower == 'system' %}{%- set developer_preamble = messages[0]['content'] %}{% endif -%}
{{ bos_token }}<|SYSTEM|>{% if documents %}The documents are [{{ documents | map(attribute='title') | map('default', 'none') | join('; ') }}].
{% for d in documents %}{% for k, v in d | dictsort %}{% if k not in ['title'] %}{{ k ~ ": " ~ v }}
{% endif %}{% endfor %}{% endfor %}{% endif %}{%- if tools is not none and tools|length > 0 %}
{% for tool in tools %}
    {"name": "{{ tool['function']['name'] }}", "description": "{{tool['function']['description']}}", "parameters": {{ tool['function']['parameters']|tojson }}, "responses": null}{%- if not loop.last %},{% endif %}

{% endfor %}{% endif %}{{ developer_preamble | default('') | trim }}<|END|>
{%- for message in messages %}
  {%- if message.role|lower == 'system' and not (loop.first and developer_preamble)%}<|SYSTEM|>{{ message.content }}<|END|>
  {%- elif message.role|lower == 'user' %}<|USER|>{% for p in ([message.content] if message.content is string else message.content) %}{{ p.text if p is mapping else p }}{% endfor %}<|END|>{%- if documents and loop.last %}{{ document_turn(documents) }}{% endif %}
  {%- elif message.role|lower in ['assistant', 'chatbot'] %}<|CHATBOT|>{% if message.tool_calls %}{{ message.reasoning_content or message.content }}[
    {% for tc in message.tool_calls %}
    {"tool_call_id": "{{ tool_call_id_to_int(messages, tc.id) }}", "tool_name": "{{ tc['function']['name'] }}", "parameters": {{ tc['function']['arguments']|tojson }}}{% if not loop.last %},{% endif %}

    {% endfor %}
]{% else %}{{ message.content }}{% endif %}<|END|>
  {%- elif message.role|lower == 'tool' and message.tool_call_id|length > 0 %}{{ "<|RESULT|>" ~ tool_call_id_to_int(messages, message.tool_call_id)|int + 1 }}{% set content = message.content %}{{ content|indent(8, true) }}
  {%- endif %}
{%- endfor %}{%- if add_generation_prompt %}<|CHATBOT|>{%- endif %}
'''
T["date and built-in tools"] = r'''{{- bos_token }}
{%- if custom_tools is defined %}
    {%- set tools = custom_tools %}
{%- endif %}
{%- if not tools_in_user_message is defined %}
    {%- set tools_in_user_message = true %}
{%- endif %}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}
        {%- set date_string = strftime_now("%d %b %Y") %}
    {%- else %}
        {%- set date_string = "26 Jul 2024" %}
    {%- endif %}
{%- endif %}
{%- if not tools is defined %}
    {%- set tools = none %}
{%- endif %}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}
{{- "<|header_start|>system<|header_end|>\n\n" }}
{%- if builtin_tools is defined or tools is not none %}
    {{- "Environment: ipython\n" }}
{%- endif %}
{%- if builtin_tools is defined %}
    {{- "Tools: " + builtin_tools | reject('equalto', 'code') | join(", ") + "\n\n"}}
{%- endif %}
{{- "Today Date: " + date_string + "\n\n" }}
{%- if tools is not none and not tools_in_user_message %}
    {%- for t in tools %}{{- t | tojson(indent=4) }}{{- "\n\n" }}{%- endfor %}
{%- endif %}
{{- system_message }}
{{- "<|eot|>" }}
{%- if tools_in_user_message and not tools is none %}
    {%- if messages | length != 0 %}
        {%- set first_user_message = messages[0]['content']|trim %}
        {%- set messages = messages[1:] %}
    {%- else %}
        {{- raise_exception("no first user message") }}
    {%- endif %}
    {{- '<|header_start|>user<|header_end|>\n\n' -}}
    {%- for t in tools %}
        {{- t | tojson(indent=4) }}
        {{- "\n\n" }}
    {%- endfor %}
    {{- first_user_message + "<|eot|>"}}
{%- endif %}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
    {{- '<|header_start|>' + message['role'] + '<|header_end|>\n\n' }}
        {%- if message['content'] is string %}
            {{- message['content'] }}
        {%- else %}
            {%- for content in message['content'] %}
                {%- if content['type'] == 'image' %}
                    {{- '<|image|>' }}
                {%- elif content['type'] == 'text' %}
                    {{- content['text'] | trim }}
                {%- endif %}
            {%- endfor %}
        {%- endif %}
        {{- "<|eot|>" }}
    {%- elif 'tool_calls' in message and message.tool_calls|length > 0 %}
       {{- '<|header_start|>assistant<|header_end|>\n\n' -}}
       {%- for tool_call in message.tool_calls %}
           {{- '{"name": "' + tool_call.function.name + '", ' }}
           {{- '"parameters": ' }}
           {{- tool_call.function.arguments | tojson }}
           {{- "}" }}
           {%- for arg_name, arg_val in tool_call.function.arguments | items %}
              {{- arg_name + '="' ~ arg_val ~ '"' }}{% if not loop.last %}{{ ", " }}{% endif %}
           {%- endfor %}
       {%- endfor %}
       {{- "<|eot|>" }}
    {%- elif message.role == "tool" or message.role == "ipython" %}
        {{- "<|header_start|>ipython<|header_end|>\n\n" }}
        {%- if message.content is mapping or message.content is iterable %}
            {{- message.content | tojson }}
        {%- else %}
            {{- message.content }}
        {%- endif %}
        {{- "<|eot|>" }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|header_start|>assistant<|header_end|>\n\n' }}
{%- endif %}
'''
T["reversed and queued"] = r'''{%- if tools %}
    {{- '<|im_start|>system\n' }}
    {%- if messages[0].role == 'system' %}{{- messages[0].content + '\n\n' }}{%- endif %}
    {%- for tool in tools %}{{- "\n" }}{{- tool | tojson }}{%- endfor %}
    {{- "\n<|im_end|>\n" }}
{%- elif messages[0].role == 'system' %}
    {{- '<|im_start|>system\n' + messages[0].content + '<|im_end|>\n' }}
{%- endif %}
{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi_step_tool = false %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- if ns.multi_step_tool %}{{- raise_exception('No user query found.') }}{%- endif %}
{%- for message in messages %}
    {%- if message.content is string %}{%- set content = message.content %}{%- else %}{%- set content = '' %}
        {%- for item in message.content or [] %}{%- if 'text' in item %}{%- set content = content + item.text %}{{ '<|p' ~ loop.index ~ '|>' }}{%- elif item.type is in ['image', 'video'] %}{{- '<|vision|>' }}{%- endif %}{%- endfor %}
    {%- endif %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\n' + content + '<|im_end|>' + '\n' }}
    {%- elif message.role == "assistant" %}
        {%- set reasoning_content = '' %}
        {%- if message.reasoning_content is string %}{%- set reasoning_content = message.reasoning_content %}
        {%- elif '</think>' in content %}
            {%- set reasoning_content = content.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') %}
            {%- set content = content.split('</think>')[-1].lstrip('\n') %}
        {%- endif %}
        {%- if loop.index0 > ns.last_query_index %}
            {%- if loop.last or (not loop.last and reasoning_content) %}
                {{- '<|im_start|>' + message.role + '\n<think>\n' + reasoning_content.strip('\n') + '\n</think>\n\n' + content.lstrip('\n') }}
            {%- else %}
                {{- '<|im_start|>' + message.role + '\n' + content }}
            {%- endif %}
        {%- else %}
            {{- '<|im_start|>' + message.role + '\n' + content }}
        {%- endif %}
        {%- if message.tool_calls %}
            {%- for tool_call in message.tool_calls %}
                {%- if (loop.first and content) or (not loop.first) %}{{- '\n' }}{%- endif %}
                {%- if tool_call.function %}{%- set tool_call = tool_call.function %}{%- endif %}
                {{- '<tool_call>\n<function=' + tool_call.name + '>\n' }}
                {%- if tool_call.arguments is string %}{{- tool_call.arguments }}
                {%- else %}{%- for args_name, args_value in tool_call.arguments|items %}
                    {{- '<parameter=' + args_name + '>\n' }}
                    {%- set args_value = args_value if args_value is string else args_value | tojson | safe %}
                    {{- args_value }}
                    {{- '\n</parameter>\n' }}
                {%- endfor %}{%- endif %}
                {{- '</function>\n</tool_call>' }}
            {%- endfor %}
        {%- endif %}
        {{- '<|im_end|>\n' }}
    {%- elif message.role == "tool" %}
        {%- if loop.previtem and loop.previtem.role != "tool" %}{{- '<|im_start|>user' }}{%- endif %}
        {{- '\n<tool_response>\n' }}{{- content }}{{- '\n</tool_response>' }}
        {%- if not loop.last and loop.nextitem.role != "tool" %}{{- '<|im_end|>\n' }}{%- elif loop.last %}{{- '<|im_end|>\n' }}{%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\n\n</think>\n\n' }}{%- endif %}{%- endif %}
'''
T["old style"] = r'''{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system_message = messages[0]['content'].strip() + '

' %}{% else %}{% set loop_messages = messages %}{% set system_message = '' %}{% endif %}{{ system_message }}
{% for message in loop_messages %}
{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}
{% if loop.index0 == 0 and system_message %}{% set content = '<<SYS>>\n' + system_message + '<</SYS>>\n\n' + message['content'] %}{% else %}{% set content = message['content'] %}{% endif %}
{% if message['role'] == 'user' %}
USER: {{ content.strip() | trim }} 
{% elif message['role'] == 'assistant' %}
  ASSISTANT: {{ message['content'] + eos_token }}
{% elif message.role|upper == 'TOOL' %}### {{ message.role.title() }}:
	{{- message.content }}
{% endif %}
{% if loop.last and add_generation_prompt %}
{{ '<|' ~ 'assistant' ~ '|>' }}
{% endif %}
{% endfor %}
'''
T["odds and ends"] = r'''{%- set sep = joiner(" / ") -%}
{%- for message in messages -%}{{ sep() }}{{ loop.cycle("odd", "even") }}:{{ message.role | capitalize }}{{ "%02d" % loop.index }}{{ "{:>6}".format(message.role) }}{%- endfor %}
{% set parts = [] %}{% for message in messages %}{% set parts = parts + [message.content | string | length] %}{% endfor %}{{ parts }}
{%- macro wrap(items, before="<", after=">") -%}{% for item in items %}{{ before }}{{ caller(item, loop.index) }}{{ after }}{% endfor %}{%- endmacro %}
{% call(item, n) wrap(messages, after="]\n") %}{{ n }}={{ item.role }}{% endcall %}
{{ messages | map(attribute="role") | unique | sort | join("+") }} {{ (messages | groupby("role") | list)[0][0] }}
{{ messages[0] }}
{{ messages[0].items() | list | length }} {{ messages | length > 1 and messages[-1].role in ("user", "tool") }} {{ messages[1:2] }}
{%- with last = messages | last %}{{ last.content | default("nothing", true) | replace("\n", "\\n") }}{% endwith %}
{{ {"a": none, 'b': [True, 1.50, 10 ** 3, 7 / 2, 7 // 2, -7 % 3], "ü": "é'\"\n"} }} {{ {"ü": ["é", 1e-9]} | tojson }}
{%- filter upper %}{{ messages[0].role }} and {{ strftime_now("%A, %-d %b %y %H:%M") }}{% endfilter %}
{{ "abc" if messages is sequence and messages is not mapping and messages[0] is mapping else "no" }}{{ "x" * (messages | length) }}{{ "a,b".split(",") | last }}
{% raw %}{{ not this }}{% endraw %}{# a comment {{ with }} things #}
{%- set block %}
  {{ messages[0].role }}
{%- endset %}[{{ block }}][{{ block | trim }}]{% if block is string %}s{% endif %}
{% for k, v in messages[0] | dictsort %}{{ k }}{% if not loop.last %}, {% endif %}{% else %}none{% endfor %}
{%- for n in range(2, 9, 3) if n is odd %}{{ n }}{% endfor %}{{ [3, 1, 2] | sort(reverse=true) | list }}{{ [1, 2, 3] | sum }}{{ 2.5 | round | int }}{{ "3.7" | float }}
{{ (messages | selectattr("content", "string") | map(attribute="content") | map("trim") | map("truncate", 5, True) | list) }}{{ messages | rejectattr("role", "in", ["user"]) | list | count }}
'''
T["tools inside system"] = r'''{%- for message in messages -%}
  {%- if message['role'] == 'system' and 'tools' in message and message['tools'] is not none -%}
    {{- '<|' + message['role'] + '|>' + message['content'] + '<|tool|>' + message['tools'] + '<|/tool|>' + '<|end|>' -}}
  {%- elif message['role'] in ('system', 'developer') and tools -%}
    {{- '<|system|>' ~ message['content'] ~ '<|tool|>' ~ (tools | map(attribute='function') | list | tojson) ~ '<|/tool|><|end|>' -}}
  {%- elif message['content'] is string -%}
    {{- '<|' + message['role'] + '|>' + message['content'] + '<|end|>' -}}
  {%- else -%}
    {{- '<|' ~ message.role ~ '|>' -}}
    {%- set seen = namespace(image=0, audio=0) -%}
    {%- for part in message['content'] -%}
      {%- if part.type == 'image' -%}{%- set seen.image = seen.image + 1 -%}<|image_{{ seen.image }}|>
      {%- elif part.type.startswith(('audio', 'speech')) -%}{%- set seen.audio = seen.audio + 1 -%}{{ '<|audio_%d|>' | format(seen.audio) }}
      {%- else -%}{{ part.text }}{%- endif -%}
    {%- endfor -%}<|end|>
  {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<|assistant|>' }}{%- else -%}{{ eos_token }}{%- endif -%}
'''
T["controls and citations"] = r'''{%- set tools_system = 'Tools are in <tools></tools>.\n' -%}
{%- if messages[0]['role'] == 'system' %}
     {%- set system_message = messages[0]['content'] %}
     {%- set loop_messages = messages[1:] %}
 {%- else %}
     {%- set system_message = "Knowledge Cutoff Date: April 2024.
 Today's Date: " + strftime_now('%B %d, %Y') + ".
You are an assistant." %}
  {%- if tools and documents %}
     {%- set system_message = system_message + " Use tools and documents." %}
 {%- elif tools %}
     {%- set system_message = system_message + " Use tools." %}
 {%- elif documents %}
    {%- set system_message = system_message + " Write from the documents." %}
  {%- elif thinking %}
  {%- set system_message = system_message + "
Answer between <response> and </response>, think between <think> and </think>." %}
 {%- else %}
   {%- set system_message = system_message + " Be helpful." %}
 {%- endif %}
 {%- if controls and 'citations' in controls and documents %}
   {%- set system_message = system_message + '\n\nUse <co> and </co>.' %}
 {%- endif %}
 {%- if 'hallucinations' in (controls or {}) and documents %}
     {%- set system_message = system_message + '\n\nList them.' %}
 {%- endif %}
     {%- set loop_messages = messages %}
 {%- endif %}
 {{- '<|start_of_role|>system<|end_of_role|>' + system_message + '<|end_of_text|>
' }}
 {%- if tools %}
     {{- '<|start_of_role|>available_tools<|end_of_role|>' }}
     {{- tools | tojson(indent=4) }}
     {{- '<|end_of_text|>
' }}
 {%- endif %}
 {%- if documents %}
     {%- for document in documents %}
         {{- '<|start_of_role|>document {"document_id": "' + document['doc_id'] | string + '"}<|end_of_role|>
' }}
         {{- document['text'] }}
         {{- '<|end_of_text|>
' }}
     {%- endfor %}
 {%- endif %}
 {%- for message in loop_messages %}
     {%- set found = namespace(text='') %}
     {%- if message.content is string %}{%- set found.text = message.content %}
     {%- elif message.content is iterable %}
       {%- for entry in message.content if entry.type == 'text' %}{%- if found.text != '' %}{%- set found.text = found.text + '\n' %}{%- endif %}{%- set found.text = found.text + entry.text %}{%- endfor %}
     {%- endif %}
     {{- '<|start_of_role|>' + message['role'] + '<|end_of_role|>' + found.text + '<|end_of_text|>
' }}
     {%- for call in message.tool_calls or [] %}<tool_call>
{{ {"name": call.function.name, "arguments": call.function.arguments} | tojson }}
</tool_call>{% endfor %}
     {%- if loop.last and add_generation_prompt %}
            {{- '<|start_of_role|>assistant' }}
             {%- if controls %}
                 {{- ' ' + controls | tojson()}}
             {%- endif %}
             {{- '<|end_of_role|>' }}
     {%- endif %}
 {%- endfor %}'''
T["model turns of parts"] = r'''{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- if messages[0]['content'] is string -%}
        {%- set first_user_prefix = messages[0]['content'] + '

' -%}
    {%- else -%}
        {%- set first_user_prefix = messages[0]['content'][0]['text'] + '

' -%}
    {%- endif -%}
    {%- set loop_messages = messages[1:] -%}
{%- else -%}
    {%- set first_user_prefix = "" -%}
    {%- set loop_messages = messages -%}
{%- endif -%}
{%- for message in loop_messages -%}
    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
        {{ raise_exception("Roles take turns") }}
    {%- endif -%}
    {%- if (message['role'] == 'assistant') -%}
        {%- set role = "model" -%}
    {%- else -%}
        {%- set role = message['role'] -%}
    {%- endif -%}
    {{ '<start_of_turn>' + role + '
' + (first_user_prefix if loop.first else "") }}
    {%- if message['content'] is string -%}
        {{ message['content'] | trim }}
    {%- elif message['content'] is iterable -%}
        {%- for item in message['content'] -%}
            {%- if item['type'] == 'audio' -%}
                {{ '<audio_soft_token>' }}
            {%- elif item['type'] == 'image' -%}
                {{ '<start_of_image>' }}
            {%- elif item['type'] == 'text' -%}
                {{ item['text'] | trim }}
            {%- endif -%}
        {%- endfor -%}
    {%- else -%}
        {{ raise_exception("Invalid content type") }}
    {%- endif -%}
    {{ '<end_of_turn>
' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{'<start_of_turn>model
'}}
{%- endif -%}
'''
T["signatures with docstrings"] = r'''{%- macro json_to_python_type(json_spec) %}
{%- set basic_type_map = {
    "string": "str",
    "number": "float",
    "integer": "int",
    "boolean": "bool",
    "null": "None"
} %}
{%- if json_spec.type is string and basic_type_map[json_spec.type] is defined %}
    {{- basic_type_map[json_spec.type] }}
{%- elif json_spec.type == "array" %}
    {{- "List[" +  json_to_python_type(json_spec|attr('items') if json_spec['items'] is not defined else json_spec['items']) + "]"}}
{%- elif json_spec.type == "object" %}
    {{- "Dict[str, " + (json_to_python_type(json_spec.additionalProperties) if json_spec.additionalProperties is defined else "Any") + ']' }}
{%- elif json_spec.type is iterable and json_spec.type is not string %}
    {{- "Union[" }}
    {%- for t in json_spec.type %}
      {{- json_to_python_type({"type": t}) }}
      {%- if not loop.last %}
        {{- "," }}
    {%- endif %}
    {%- endfor %}
    {{- "]" }}
{%- else %}
    {{- "Any" }}
{%- endif %}
{%- endmacro %}
{{- bos_token }}
{{- '<|im_start|>system\nYou call functions.\n<tools> ' }}
{%- for tool in tools or [] %}
    {%- if tool.function is defined %}
        {%- set tool = tool.function %}
    {%- endif %}
    {{- '{"type": "function", "function": ' }}
    {{- '{"name": "' + tool.name + '", ' }}
    {{- '"description": "' + tool.name + '(' }}
    {%- for param_name, param_fields in tool.parameters.properties|items %}
        {{- param_name + ": " + json_to_python_type(param_fields) }}
        {%- if not loop.last %}
            {{- ", " }}
        {%- endif %}
    {%- endfor %}
    {{- ")" }}
    {%- if tool.return is defined %}
        {{- " -> " + json_to_python_type(tool.return) }}
    {%- endif %}
    {{- " - " + tool.description + "\n\n" }}
    {%- for param_name, param_fields in tool.parameters.properties|dictsort %}
        {%- if loop.first %}
            {{- "    Args:\n" }}
        {%- endif %}
        {{- "        " + param_name + "(" + json_to_python_type(param_fields) + "): " + (param_fields.description|default('')|trim|replace('"', '\\"')) }}
        {{- "\n" if not loop.last }}
    {%- endfor %}
    {%- if tool.return is defined and tool.return.description is defined %}
        {{- "\n    Returns:\n        " + tool.return.description }}
    {%- endif %}
    {{- '", "parameters": ' }}
    {%- if tool.parameters.properties | length == 0 %}
        {{- "{}" }}
    {%- else %}
        {{- tool.parameters|tojson }}
    {%- endif %}
    {{- "}" }}
    {%- if not loop.last %}
        {{- "\n" }}
    {%- endif %}
{%- endfor %}
{{- " </tools><|im_end|>\n" }}
{%- for message in messages %}
    {%- if message.role == "user" or message.role == "system" or (message.role == "assistant" and message.tool_calls is not defined) %}
        {{- '<|im_start|>' + message.role + '\n' + message.content|string + '<|im_end|>' + '\n' }}
    {%- elif message.role == "assistant" %}
        {{- '<|im_start|>' + message.role }}
    {%- for tool_call in message.tool_calls %}
       {{- '\n<tool_call>\n' }}
           {%- if tool_call.function is defined %}
               {%- set tool_call = tool_call.function %}
           {%- endif %}
            {{- '{' }}
            {{- '"name": "' }}
            {{- tool_call.name }}
            {{- '"' }}
            {%- if tool_call.arguments is defined %}
                {{- ', ' }}
                {{- '"arguments": ' }}
                {{- tool_call.arguments|tojson(sort_keys=True) }}
            {%- endif %}
            {{- '}' }}
            {{- '\n</tool_call>' }}
    {%- endfor %}
        {{- '<|im_end|>\n' }}
    {%- elif message.role == "tool" %}
        {%- if loop.previtem and loop.previtem.role != "tool" %}
            {{- '<|im_start|>tool\n' }}
        {%- endif %}
        {{- '<tool_response>\n' }}
        {{- message.content }}
        {%- if not loop.last %}
            {{- '\n</tool_response>\n' }}
        {%- else %}
            {{- '\n</tool_response>' }}
        {%- endif %}
        {%- if not loop.last and loop.nextitem.role != "tool" %}
            {{- '<|im_end|>' }}
        {%- elif loop.last %}
            {{- '<|im_end|>' }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
{%- endif %}
'''
T["grounded turns"] = r'''{% if documents %}
{% set tools = [{'function': {'name': 'direct'}}] %}
{% endif %}
{%- macro document_turn(documents) -%}
<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>[{"tool_name": "search", "parameters": {}}]<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|SYSTEM_TOKEN|>[
{% for doc in documents %}
    {"tool_call_id": "0", "results": {
{% for key, val in doc.items() %}        "{{ loop.index0 }}": {{ {key: val} | tojson(ensure_ascii=True) }}{% if not loop.last %},
        {% endif %}
{% endfor %}
}, "is_error": null}{% if not loop.last %},
    {% endif %}
{% endfor %}

]<|END_OF_TURN_TOKEN|>
{%- endmacro -%}
{%- macro tool_call_id_to_int(messages, tool_call_id) %}
{%- set counter = namespace(value=0) %}
{%- set tool_call_id_seen = namespace(value=false) %}
{%- for msg in messages %}
    {%- if msg.tool_calls %}
        {%- for tool_call in msg.tool_calls %}
            {%- if tool_call.id == tool_call_id and not tool_call_id_seen.value -%}
                {{ counter.value }}
                {%- set tool_call_id_seen.value = true %}
            {%- endif %}
            {%- set counter.value = counter.value + 1 %}
        {%- endfor %}
    {%- endif %}
{%- endfor %}
{%- endmacro %}
{%- macro format_tool_message(messages, tool_msg) -%}
{% set tool_id = tool_call_id_to_int(messages, tool_msg.tool_call_id) %}
    {"tool_call_id": "{{ tool_id | trim | int }}", "results": {"0": {{ tool_msg.content|tojson }}}, "is_error": null}
{%- endmacro -%}
{{ bos_token }}<|START_OF_TURN_TOKEN|><|SYSTEM_TOKEN|># System
{% if tools is iterable and tools | length > 0 %}[
{% for tool in tools %}
    {"name": "{{ tool['function']['name'] }}", "description": "{{tool['function']['description']}}", "parameters": {{ tool['function']['parameters']|tojson if tool.function.parameters is defined else none }}}{%- if not loop.last %},{% endif %}

{% endfor %}]
{% endif %}
{%- set ns = namespace(last=-1) -%}
{%- if messages and messages[0]['role']|lower == 'system' %}{%- set ns.developer_preamble = messages[0]['content'] -%}
{{ '\n' ~ ns.developer_preamble | trim }}{%- endif -%}<|END_OF_TURN_TOKEN|>
{%- for message in messages %}
    {%- if message.role|lower == 'system' and not (loop.index0 == 0 and ns.developer_preamble) %}
<|SYSTEM_TOKEN|>{{ message.content }}
    {%- elif message.role|lower == 'user' %}
<|USER_TOKEN|>{{ message.content }}<|END_OF_TURN_TOKEN|>{%- if documents and not loop.previtem %}{% set ns.sent = true %}{{ document_turn(documents) }}{% endif %}
    {%- elif message.role|lower == 'assistant' or message.role|lower == 'chatbot' %}
<|CHATBOT_TOKEN|>{% if message.tool_calls %}<|START_ACTION|>[
    {% for tc in message.tool_calls %}
    {"tool_call_id": "{{ tool_call_id_to_int(messages, tc.id) }}", "tool_name": "{{ tc['function']['name'] }}", "parameters": {{ tc['function']['arguments']|tojson }}}{% if not loop.last %},{% endif %}

    {% endfor %}
]<|END_ACTION|>{% else %}<|START_RESPONSE|>{{ message.content }}<|END_RESPONSE|>{% endif %}<|END_OF_TURN_TOKEN|>
    {%- elif message.role|lower == 'tool' and loop.index0 > ns.last %}
<|SYSTEM_TOKEN|><|START_TOOL_RESULT|>[
{{ format_tool_message(messages, message) }}
        {%- for msg in messages[loop.index0 + 1:] %}
            {%- if msg.role|lower == 'tool' %},
{{ format_tool_message(messages, msg) }}
                {%- set ns.last = loop.index %}
            {%- else %}
                {%- break %}
            {%- endif %}
        {%- endfor %}

]<|END_TOOL_RESULT|><|END_OF_TURN_TOKEN|>
    {%- endif %}
{%- endfor %}{% if add_generation_prompt %}<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>{% endif %}'''
T["kept reasoning"] = r'''{%- macro render_content(msg) -%}
    {%- set c = msg.get('content') -%}
    {%- if c is string -%}
      {{ c }}
    {%- elif c is not none -%}
      {% for content in c -%}
        {% if content['type'] == 'image' or 'image' in content or 'image_url' in content -%}
          <|media_start|>image<|media_content|><|media_pad|><|media_end|>
        {% else -%}
          {{ content['text'] }}
        {%- endif -%}
      {%- endfor -%}
    {%- endif -%}
{%- endmacro -%}
{% macro set_roles(message) -%}
  {%- set role_name =  message.get('name') or  message['role'] -%}
  {%- if message['role'] == 'user' -%}
    <|im_user|>{{role_name}}<|im_middle|>
  {%- elif message['role'] == 'assistant' -%}
    <|im_assistant|>{{role_name}}<|im_middle|>
  {%- else -%}
    <|im_system|>{{role_name}}<|im_middle|>
  {%- endif -%}
{%- endmacro -%}
{%- macro render_toolcalls(message) -%}
  <|tool_calls_section_begin|>
  {%- for tool_call in message['tool_calls'] -%}
    {%- set formatted_id = tool_call['id'] -%}
    <|tool_call_begin|>{{ formatted_id }}<|tool_call_argument_begin|>{% if tool_call['function']['arguments'] is string %}{{ tool_call['function']['arguments'] }}{% else %}{{ tool_call['function']['arguments'] | tojson(separators=(',', ':')) }}{% endif %}<|tool_call_end|>
  {%- endfor -%}
  <|tool_calls_section_end|>
{%- endmacro -%}
{%- set ns = namespace(last_non_tool_call_assistant_msg=-1) -%}
{%- for idx in range(messages|length-1, -1, -1) -%}
    {%- if messages[idx]['role'] == 'assistant' and not messages[idx].get('tool_calls') -%}
        {%- set ns.last_non_tool_call_assistant_msg = idx -%}
        {%- break -%}
    {%- endif -%}
{%- endfor -%}
{%- set hist_msgs = messages[:ns.last_non_tool_call_assistant_msg+1] -%}
{%- set suffix_msgs = messages[ns.last_non_tool_call_assistant_msg+1:] -%}
{%- if tools -%}
  <|im_system|>tool_declare<|im_middle|>{{ tools | tojson(separators=(',', ':')) }}<|im_end|>
{%- endif -%}
{% for message in hist_msgs %}
  {%- if loop.first and messages[0]['role'] != 'system' %}
  <|im_system|>system<|im_middle|>You are a model.<|im_end|>
  {% endif %}
  {{set_roles(message)}}
  {%- if message['role'] == 'assistant' -%}
    <think></think>{{render_content(message)}}
    {%- if message.get('tool_calls') -%}
      {{render_toolcalls(message)}}
    {%- endif -%}
  {%- elif message['role'] == 'tool' -%}
    {%- set tool_call_id = message.tool_call_id -%}
    ## Return of {{ tool_call_id }}
{{render_content(message)}}
  {%- elif message['content'] is not none -%}
    {{render_content(message)}}
  {%- endif -%}
  <|im_end|>
{%- endfor -%}
{%- for message in suffix_msgs -%}
  {{set_roles(message)}}
  {%- if message['role'] == 'assistant' -%}
    {%- set rc = message.get('reasoning_content', '') -%}
    <think>{{rc}}</think>{{render_content(message)}}
    {%- if message.get('tool_calls') -%}
     {{render_toolcalls(message)}}
    {%- endif -%}
  {%- elif message['role'] == 'tool' -%}
    ## Return of {{ message.tool_call_id }}
{{render_content(message)}}
  {%- elif message['content'] is not none -%}
    {{render_content(message)}}
  {%- endif -%}
  <|im_end|>
{%- endfor -%}
{%- if add_generation_prompt -%}
  <|im_assistant|>assistant<|im_middle|>{{ '<think></think>' if thinking is defined and thinking is false }}
{%- endif -%}
'''
T["detailed thinking"] = r'''{{- bos_token }}{%- set ns = namespace(enable_thinking=true, has_sys_prompt=false, non_tool_system_content='', last_user=none, turn_has_assistant=false, explicit_think_requested=false, think_index=-1) -%}
{%- for message in messages -%}
  {%- if message['role'] == 'user' or message['role'] == 'system' -%}
    {%- set user_content = message['content'] if message['content'] is string else message['content'] | selectattr('type', 'eq', 'text') | map(attribute='text') | join('\n') -%}
    {%- if '/think' in user_content.replace('</think>', '') -%}
      {%- set ns.enable_thinking = true -%}
      {%- set ns.explicit_think_requested = true -%}
      {%- set ns.think_index = loop.index0 -%}
    {%- elif '/no_think' in user_content -%}
      {%- set ns.enable_thinking = false -%}
    {%- endif -%}
    {%- set ns.last_user = user_content if message.role == 'user' else ns.last_user -%}
  {%- endif -%}
{%- endfor -%}
{%- if messages[0]['role'] == 'system' -%}
  {%- set ns.has_sys_prompt = true -%}
  {{- '<SPECIAL_10>System\n' + messages[0]['content'].replace('/think', '').replace('/no_think', '').strip() -}}
{%- else -%}
  {{- '<SPECIAL_10>System\n' -}}
{%- endif -%}
{%- set messages = messages[1:] if ns.has_sys_prompt else messages -%}
{{- '\ndetailed thinking ' ~ ('on' if ns.enable_thinking and not (enable_thinking is defined and not enable_thinking) else 'off') }}
{%- if tools -%}
  {%- if ns.non_tool_system_content is defined and ns.non_tool_system_content != '' -%}{{- '\n\n' -}}{%- endif -%}
  {{- '\n<AVAILABLE_TOOLS>[' -}}
  {%- for tool in tools -%}
    {{- (tool.function if tool.function is defined else tool) | tojson -}}
    {{- ', ' if not loop.last else '' -}}
  {%- endfor -%}
  {{- ']</AVAILABLE_TOOLS>\n' -}}
{%- endif -%}
{{- '\n' }}
{%- for message in messages %}
  {%- if message['role'] == 'user' %}
    {{- '<SPECIAL_11>User\n' }}{%- if message.content is not string %}{{ message.content | map(attribute='text', default='') | join }}{%- else %}{{ message.content | replace('/no_think', '') | trim }}{%- endif %}{{ '\n' }}
  {%- elif message['role'] == 'assistant' %}
    {%- set content = (message.content or '') %}
    {%- if '</think>' in content %}
      {%- set parts = content.rpartition('</think>') %}
      {%- set content = parts[2].strip() if not loop.last else parts | join %}
    {%- endif %}
    {{- '<SPECIAL_11>Assistant\n' + content.strip() }}
    {%- if message.tool_calls %}
      {{- '<TOOLCALL>[' }}
      {%- for call in message.tool_calls %}
        {%- set fn = call.function if call.function else call %}
        {{- '{"name": "' + fn.name + '", "arguments": ' }}
        {%- if fn.arguments is string %}{{ fn.arguments }}{%- else %}{{ fn.arguments | tojson }}{%- endif %}
        {{- '}' + (', ' if not loop.last else '') }}
      {%- endfor %}
      {{- ']</TOOLCALL>' }}
    {%- endif %}
    {{- '\n<SPECIAL_12>\n' }}
  {%- elif message['role'] == 'tool' %}
    {%- if loop.first or messages[loop.index0 - 1].role != 'tool' %}{{- '<SPECIAL_11>User\n<TOOL_RESPONSE>[' }}{%- endif %}
    {{- message['content'] }}
    {{- ', ' if not loop.last and (messages[loop.index0 + 1].role == 'tool') else ']</TOOL_RESPONSE>\n' }}
  {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
  {{- '<SPECIAL_11>Assistant\n' }}{%- if ns.enable_thinking %}{{ '<think>\n' }}{%- else %}{{ '<think></think>' }}{%- endif %}
{%- endif %}
'''
T["last thinking kept"] = r'''{{- bos_token -}}
{%- set keep_past_thinking = keep_past_thinking | default(false) -%}
{%- set ns = namespace(system_prompt="", last_assistant_index=-1) -%}
{%- if messages[0]["role"] == "system" -%}
    {%- set ns.system_prompt = messages[0]["content"] -%}
    {%- set messages = messages[1:] -%}
{%- endif -%}
{%- if tools -%}
    {%- set ns.system_prompt = ns.system_prompt + ("\n" if ns.system_prompt else "") + "List of tools: <|tool_list_start|>[" -%}
    {%- for tool in tools -%}
        {%- if tool is not string -%}
            {%- set tool = tool | tojson -%}
        {%- endif -%}
        {%- set ns.system_prompt = ns.system_prompt + tool -%}
        {%- if not loop.last -%}
            {%- set ns.system_prompt = ns.system_prompt + ", " -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set ns.system_prompt = ns.system_prompt + "]<|tool_list_end|>" -%}
{%- endif -%}
{%- if ns.system_prompt -%}
    {{- "<|im_start|>system\n" + ns.system_prompt + "<|im_end|>\n" -}}
{%- endif -%}
{%- for message in messages -%}
    {%- if message["role"] == "assistant" -%}
        {%- set ns.last_assistant_index = loop.index0 -%}
    {%- endif -%}
{%- endfor -%}
{%- for message in messages -%}
    {{- "<|im_start|>" + message["role"] + "\n" -}}
    {%- set content = message["content"] -%}
    {%- if content is not string and content is not none and content is defined -%}
        {%- set content = content | tojson -%}
    {%- endif -%}
    {%- if message["role"] == "assistant" and not keep_past_thinking and loop.index0 != ns.last_assistant_index -%}
        {%- if content and "</think>" in content -%}
            {%- set content = content.split("</think>")[-1] | trim -%}
        {%- endif -%}
    {%- endif -%}
    {%- if message["role"] == "tool" -%}
        {%- set content = "<|tool_response_start|>" + content + "<|tool_response_end|>" -%}
    {%- endif -%}
    {{- (content or "") + "<|im_end|>\n" -}}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{- "<|im_start|>assistant\n" -}}
{%- endif -%}
'''
T["typescript in braces"] = r'''{%- macro render_typescript_type(param_spec, required_params, is_nullable=false) -%}
    {%- if param_spec.type == "array" -%}
        {%- if param_spec['items'] -%}
            {%- if param_spec['items']['type'] == "string" -%}
                {{- "string[]" }}
            {%- elif param_spec['items']['type'] in ("number", "integer") -%}
                {{- "number[]" }}
            {%- else -%}
                {%- set inner_type = render_typescript_type(param_spec['items'], required_params) -%}
                {%- if inner_type == "object | object" or inner_type|length > 50 -%}
                    {{- "any[]" }}
                {%- else -%}
                    {{- inner_type + "[]" }}
                {%- endif -%}
            {%- endif -%}
            {%- if param_spec.nullable -%}
                {{- " | null" }}
            {%- endif -%}
        {%- else -%}
            {{- "any[]" }}
        {%- endif -%}
    {%- elif param_spec.type is defined and param_spec.type is iterable and param_spec.type is not string and param_spec.type is not mapping and param_spec.type[0] is defined -%}
        {%- if param_spec.type | length > 1 -%}
            {{- param_spec.type | join(" | ") }}
        {%- else -%}
            {{- param_spec.type[0] }}
        {%- endif -%}
    {%- elif param_spec.oneOf or param_spec.anyOf -%}
        {%- for variant in param_spec.oneOf or param_spec.anyOf -%}
            {{- render_typescript_type(variant, required_params) -}}
            {%- if variant.description %}{{- "// " + variant.description }}{%- endif -%}
            {%- if variant.default is defined %}{{ "// default: " + variant.default|tojson }}{%- endif -%}
            {%- if not loop.last %}{{- " | " }}{%- endif -%}
        {%- endfor -%}
    {%- elif param_spec.type == "string" -%}
        {%- if param_spec.enum -%}
            {{- '"' + param_spec.enum|join('" | "') + '"' -}}
        {%- else -%}
            {{- "string" }}
            {%- if param_spec.nullable %}{{- " | null" }}{%- endif -%}
        {%- endif -%}
    {%- elif param_spec.type == "object" -%}
        {%- if param_spec.properties -%}
            {{- "{\n" }}
            {%- for prop_name, prop_spec in param_spec.properties.items() -%}
                {{- prop_name -}}
                {%- if prop_name not in (param_spec.required or []) -%}{{- "?" }}{%- endif -%}
                {{- ": " }}
                {{ render_typescript_type(prop_spec, param_spec.required or []) }}
                {%- if not loop.last -%}{{-", " }}{%- endif -%}
            {%- endfor -%}
            {{- "}" }}
        {%- else -%}
            {{- "object" }}
        {%- endif -%}
    {%- else -%}
        {{- param_spec.type or "any" }}
    {%- endif -%}
{%- endmacro -%}
{%- macro render_tools(tools) -%}
    {%- for tool in tools %}
        {{- "// " + tool.description + "\n" }}
        {{- "type "+ tool.name + " = " }}
        {%- if tool.parameters and tool.parameters.properties %}
            {{- "(_: {\n" }}
            {%- for param_name, param_spec in tool.parameters.properties.items() %}
                {%- if param_spec.description %}{{- "// " + param_spec.description + "\n" }}{%- endif %}
                {{- param_name }}
                {%- if param_name not in (tool.parameters.required or []) -%}{{- "?" }}{%- endif -%}
                {{- ": " }}
                {{- render_typescript_type(param_spec, tool.parameters.required or []) }}
                {%- if param_spec.default is defined -%}
                    {%- if param_spec.enum %}{{- ", // default: " + param_spec.default }}
                    {%- elif param_spec.oneOf %}{{- "// default: " + param_spec.default }}
                    {%- else %}{{- ", // default: " + param_spec.default|tojson }}{%- endif -%}
                {%- endif -%}
                {%- if not loop.last %}{{- ",\n" }}{%- else %}{{- "\n" }}{%- endif -%}
            {%- endfor %}
            {{- "}) => any;" }}
        {%- else -%}
            {{- "() => any;" }}
        {%- endif -%}
        {%- if not loop.last -%}{{- "\n" }}{%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
{{ bos_token }}
{%- set system_token = '<|system_start|>' -%}
{%- set end_system_token = '<|system_end|>' -%}
{%- set developer_token = '<|developer_start|>' -%}
{%- set ns = namespace(in_assistant=false, in_tool=false, in_inner=false, waiting_for_tool_outputs=false, assistant_format=none) -%}
{%- if messages and messages[0].role == 'system' -%}
    {%- if "content" in messages[0] -%}
        {%- if messages[0].content is string -%}
            {{ system_token + messages[0].content + end_system_token }}
        {%- elif messages[0].content is mapping and "text" in messages[0].content -%}
            {{ system_token + messages[0].content.text + end_system_token }}
        {%- else -%}
            {{- raise_exception("Invalid system message") -}}
        {%- endif -%}
    {%- endif -%}
    {%- set loop_messages = messages[1:] -%}
{%- else -%}
    {{ system_token + 'Knowledge cutoff: 2024-04\nCurrent date: ' + strftime_now('%Y-%m-%d') + end_system_token }}
    {%- set loop_messages = messages -%}
{%- endif -%}
{{ developer_token + 'Deliberation: ' }}
{%- if enable_thinking is defined and enable_thinking -%}{{ 'enabled\n' }}{%- else -%}{{ 'disabled\n' }}{%- endif -%}
{%- if tools is defined and tools -%}{{ 'Tool Capabilities:\n' + render_tools(tools | map(attribute='function') | list) }}{%- else -%}{{ 'Tool Capabilities: disabled' }}{%- endif -%}
{{ '<|developer_end|>' }}
{%- for message in loop_messages -%}
    {%- if message.role == 'user' -%}
        {%- set ns.in_inner = false -%}
        {%- if ns.in_assistant -%}{{ '<|assistant_end|>' }}{%- set ns.in_assistant = false -%}{%- endif -%}
        {{ '<|user_start|>' + (message.content if message.content is string else message.content[0].text) + '<|user_end|>' }}
    {%- elif message.role == 'assistant' -%}
        {%- if not ns.in_assistant -%}{{ '<|assistant_start|>' }}{%- set ns.in_assistant = true -%}{%- endif -%}
        {%- if message.content is defined and message.content is string -%}
            {%- if ns.assistant_format is not none and ns.assistant_format != "string" -%}{{- raise_exception("mixed formats") }}{%- else -%}{%- set ns.assistant_format = "string" -%}{%- endif -%}
            {{ message.content }}
        {%- endif -%}
        {%- if "tool_calls" in message and message.tool_calls -%}
            {{ '<|tools_prefix|>[' }}
            {%- for tool_call in message.tool_calls -%}
                {%- set function = tool_call.function -%}
                {{- '{"' + function.name + '": ' + (function.arguments if function.arguments is string else function.arguments | tojson) + '}' }}
                {%- if not loop.last %}{{- ", " }}{%- endif -%}
            {%- endfor -%}
            {{ ']<|tools_suffix|>' }}
            {%- set ns.waiting_for_tool_outputs = true -%}
        {%- endif -%}
    {%- elif message.role == 'tool' -%}
        {%- if not ns.in_assistant or not ns.waiting_for_tool_outputs -%}{{- raise_exception("Tool message outside of assistant") -}}{%- endif -%}
        {{ '[' if loop.changed(message.role) }}{{ message.content }}{{ ']' if loop.last or loop.nextitem.role != 'tool' else ', ' }}
    {%- else -%}
        {{- raise_exception("Invalid role: " + message.role) -}}
    {%- endif -%}
{%- endfor -%}
{%- if ns.in_assistant and not add_generation_prompt -%}{{ '<|assistant_end|>' }}{%- elif add_generation_prompt and not ns.in_assistant -%}{{ '<|assistant_start|>' }}{%- endif -%}
'''
T["vision counted"] = r'''{%- set image_count = namespace(value=0) %}
{%- set video_count = namespace(value=0) %}
{%- for message in messages %}
    {%- if loop.first and message['role'] != 'system' %}{{- '<|im_start|>system\nYou are helpful.<|im_end|>\n' }}{%- endif %}
    {{- '<|im_start|>' + message['role'] + '\n' }}
    {%- if message['content'] is string %}
        {{- message['content'] }}
    {%- else %}
        {%- for content in message['content'] %}
            {%- if content['type'] == 'image' or 'image' in content or 'image_url' in content %}
                {%- set image_count.value = image_count.value + 1 %}
                {%- if add_vision_id is not defined or add_vision_id %}Picture {{ image_count.value }}: {% endif -%}
                <|vision_start|><|image_pad|><|vision_end|>
            {%- elif content.type == 'video' or 'video' in content %}
                {%- set video_count.value = video_count.value + 1 %}
                {%- if add_vision_id %}Video {{ video_count.value }}: {% endif -%}
                <|vision_start|><|video_pad|><|vision_end|>
            {%- elif 'text' in content %}
                {{- content.text }}
            {%- endif %}
        {%- endfor %}
    {%- endif %}
    {%- if message.tool_calls %}
        {%- for tool_call in message.tool_calls %}
            {{- '\n' if not loop.first or message.content }}<tool_call>
{"name": {{ tool_call.function.name | tojson }}, "arguments": {{ tool_call.function.arguments | tojson }}}
</tool_call>
        {%- endfor %}
    {%- endif %}
    {{- '<|im_end|>\n' }}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\n<think>\n' }}{%- endif %}
'''
T["sentences and budgets"] = r'''{%- set bos_token = bos_token if bos_token is defined else "<bos>" -%}
{%- macro py_type(t) -%}
    {%- if t == "string" -%}str
    {%- elif t in ("number", "integer") -%}int
    {%- elif t == "boolean" -%}bool
    {%- elif t == "array" -%}list
    {%- else -%}Any{%- endif -%}
{%- endmacro -%}
{%- set budgets = {0: 0, 512: 128, 1024: 256, 16384: 1024} -%}
{%- set thinking_budget = thinking_budget | default({"low": 700, "high": 20000}[reasoning_effort] if reasoning_effort else -1) -%}
{%- set ns = namespace(interval=None) -%}
{%- for k, v in budgets | dictsort -%}
    {%- if ns.interval is none and thinking_budget <= k -%}{%- set ns.interval = v -%}{%- endif -%}
{%- endfor -%}
{%- if ns.interval is none -%}{%- set ns.interval = budgets[16384] -%}{%- endif -%}
{%- if thinking_budget == 0 -%}{{ bos_token }}system
no thinking{{ eos_token }}
{%- elif thinking_budget != -1 -%}{{ bos_token }}system
think {{ thinking_budget }} with steps of {{ ns.interval }}{{ eos_token }}
{%- endif -%}
{%- if tools -%}{{ "\n" }}
{%- for item in tools if item.type == "function" %}


Function:
def {{ item.function.name }}(
{%- for name, spec in item.function.parameters.properties.items() %}
        {{- name }}: {{ py_type(spec.type) }}{%- if not loop.last %},{% endif %}
{%- endfor %}):
    """
    {{ item.function.description | trim }}

    {%- if item.function.parameters.properties %}

    Args:
        {%- for name, spec in item.function.parameters.properties.items() %}

    - {{ name }} ({{ py_type(spec.type) }})
        {%- if name in (item.function.parameters.required or []) %} [required]{% else %} [optional]{% endif %}:
        {{- " " ~ (spec.description or "") }}
        {%- endfor %}
    {%- endif %}

    """
{%- endfor -%}
{%- endif -%}
{%- for message in messages -%}
{%- if message.role in ["user", "system", "developer"] %}
{{ bos_token + message.role }}
{{ message.content }}{{ eos_token }}
{%- elif message.role == "assistant" %}
{{ bos_token + message.role }}
{%- if message.reasoning_content is defined and message.reasoning_content is string and message.reasoning_content | trim | length > 0 %}
<think>{{ message.reasoning_content | trim }}</think>
{%- endif %}
{%- if message.content is defined and message.content is string and message.content | trim | length > 0 %}
{{ message.content | trim }}
{%- endif %}
{%- for call in message.tool_calls | default([], true) %}
<tool_call>
<function={{ call.function.name }}>
{%- if call.function.arguments is not string %}
{%- for arg_name, arg_value in call.function.arguments | items %}
<parameter={{ arg_name }}>{{ arg_value }}</parameter>
{%- endfor %}
{%- else %}{{ call.function.arguments }}{%- endif %}
</function>
</tool_call>
{%- endfor %}
{{- eos_token }}
{%- else %}
{{ bos_token + message.role }}
{{ message.content }}{{ eos_token }}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt %}
{{ bos_token + "assistant" }}
{%- if thinking_budget == 0 %}
<think></think>
{%- endif %}
{% endif -%}
'''
T["xml tools and kept fields"] = r'''{%- macro render_extra_keys(json_dict, handled_keys) -%}
    {%- if json_dict is mapping %}
        {%- for json_key in json_dict if json_key not in handled_keys %}
            {%- if json_dict[json_key] is mapping or (json_dict[json_key] is sequence and json_dict[json_key] is not string) %}
                {{- '\n<' ~ json_key ~ '>' ~ (json_dict[json_key] | tojson | safe) ~ '</' ~ json_key ~ '>' }}
            {%- else %}
                {{-'\n<' ~ json_key ~ '>' ~ (json_dict[json_key] | string) ~ '</' ~ json_key ~ '>' }}
            {%- endif %}
        {%- endfor %}
    {%- endif %}
{%- endmacro -%}
{%- macro block(tag, attributes={}) -%}
{{ '<' ~ tag }}{% for k, v in attributes.items() %} {{ k }}="{{ v | e }}"{% endfor %}>{{ caller() | indent(2, first=true) }}</{{ tag }}>
{% endmacro -%}
{%- set system_messages = messages | selectattr('role', 'in', ['system', 'developer']) | map(attribute='content') | list -%}
{%- set turns = messages | rejectattr('role', 'in', ['system', 'developer']) | list -%}
]~!b[]~b]system
{{ system_messages | join('\n\n') | default('You are a model.', true) }}
{%- if tools %}

# Tools
{% call block('tools', {'n': tools | length}) %}
{%- for tool in tools -%}
{%- set tool = tool.function -%}
<function>
<name>{{ tool.name }}</name>
{%- if tool.description is defined %}
<description>{{ tool.description | trim }}</description>
{%- endif %}
<parameters>
{%- for param_name, param_fields in tool.parameters.properties | items %}
<parameter>
<name>{{ param_name }}</name>
{%- set handled_keys = ['name', 'type', 'description'] %}
{{- render_extra_keys(param_fields, handled_keys) }}
</parameter>
{%- endfor %}
{%- set handled_keys = ['type', 'properties'] %}
{{- render_extra_keys(tool.parameters, handled_keys) }}
</parameters>
</function>
{% endfor %}{% endcall %}
{%- endif %}[e~[
{% for turn in turns %}
{%- if turn.role == 'assistant' %}]~b]ai
{% if turn.reasoning_content is string and loop.index0 > 0 %}<think>
{{ turn.reasoning_content }}
</think>

{% endif %}
{%- if turn.content %}{{ turn.content.split('</think>', 1)[-1].lstrip('\n') }}{% endif %}
{%- if turn.tool_calls %}
<minimax:tool_call>
{% for call in turn.tool_calls %}
{%- set call = call.function or call %}<invoke name="{{ call.name }}">
{% for k, v in call.arguments.items() %}<parameter name="{{ k }}">{{ v | tojson(ensure_ascii=False) if v is not string else v }}</parameter>
{% endfor %}</invoke>
{% endfor %}</minimax:tool_call>
{%- endif %}[e~[
{% elif turn.role == 'tool' %}
{%- if loop.first or turns[loop.index0 - 1].role != 'tool' %}]~b]tool{% endif %}
<response>{{ turn.content }}</response>
{%- if loop.last or turns[loop.index0 + 1].role != 'tool' %}[e~[
{% endif %}
{%- else %}]~b]user{{ '@' ~ turn.name if turn.name }}
{% if turn.content is string %}{{ turn.content }}{% else %}{% for p in turn.content %}{{ p.text | d('<' ~ p.type ~ '>') }}{% endfor %}{% endif %}[e~[
{% endif %}
{%- endfor %}
{%- if add_generation_prompt %}]~b]ai
<think>
{% endif %}'''
T["placeholders and suffixes"] = r'''{%- set has = namespace(head=true) -%}
{% set loop_messages = messages %}
{%- for message in loop_messages %}
{%- set content = message['content'] if message['content'] is defined else '' %}
{%- if content is not string %}{% set content = content | map(attribute='text') | select('defined') | join(' ') %}{% endif %}
{%- if loop.index0 == 0 %}{% set content = '<|startoftext|>' + content %}{% if message.role == 'system' %}{% set content = content + '<|extra_4|>' %}{% endif %}{% endif %}
{%- if message['role'] == 'user' %}
{%- if loop.index0 == 1 and messages[0].role == 'system' %}{{ content + '<|extra_0|>' }}{% else %}{{ ('<|startoftext|>' if not content.startswith('<|startoftext|>')) ~ content ~ '<|extra_0|>' }}{% endif %}
{%- elif message['role'] == 'assistant' %}{{ content + '<|eos|>' }}
{%- else %}{{ content }}
{%- endif %}
{%- endfor %}
{%- if add_generation_prompt and enable_thinking is defined and not enable_thinking %}{{ '<think>\n\n</think>\n' }}{% endif %}
{%- if tools %}{% set names %}{% for t in tools %}{{ t.function.name | upper }}{{ ';' if not loop.last }}{% endfor %}{% endset %}
{{- names ~ '|' ~ names | length }}{% endif %}
{% for group in messages | batch(2, {'role': 'nobody'}) %}{{ group[0].role ~ '&' ~ group[-1].role }} {% endfor %}
{% for role, turns in messages | groupby('role') %}{{ role }}x{{ turns | count }}{{ ', ' if not loop.last }}{% endfor %}
{% for key in messages[-1] | sort %}{{ key }}{% if not loop.last %}/{% endif %}{% endfor %} {{ messages[-1].keys() | list }}
{{ "%-10s|%3d%%" | format(messages[0].role, (messages | length) * 100 // 3) }} {{ messages | map(attribute='content') | select('string') | map('wordcount') | sum }}
{{ messages | map(attribute='content') | select('string') | map('length') | max | default('none') }} {{ (messages | map(attribute='role') | list).index('user') }}
{{- ' ' ~ messages[0].role.partition('s')[1:] | string ~ messages[0].role.rsplit('e', 1) | join('-') }} {{ '7'.zfill(3) }} {{ 'Query: a: b'.removeprefix('Query: ').split(': ', maxsplit=1) }} {{ '  x  y '.split(none, 1) }}
'''


class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2026, 1, 15, 12, 0, 0)


SPECIAL = {"bos_token": "<s>", "eos_token": "</s>"}


def present(messages):
    """As apply_chat_template passes them on: without what is null."""
    return [{key: value for key, value in message.items() if value is not None} for message in messages]


def rendered(template, context):
    rest = {k: v for k, v in context.items() if k not in ("messages", "tools", "documents")}
    given = {"add_generation_prompt": True, **rest, **SPECIAL}
    with mock.patch.object(chat_template_utils, "datetime", Clock):
        texts, _ = chat_template_utils.render_jinja_template(
            conversations=[present(context["messages"])], chat_template=template, tools=context.get("tools"), documents=context.get("documents"), **given)
    return texts[0]


def main():
    contexts = {name: {"add_generation_prompt": True, **context, **SPECIAL} for name, context in CONTEXTS.items()}
    print(json.dumps({"templates": T, "contexts": contexts}))
    for template in T:
        for context in CONTEXTS:
            row = {"template": template, "context": context}
            try:
                row["expected"] = rendered(T[template], CONTEXTS[context])
            except Exception:
                row["error"] = True
            print(json.dumps(row))


if __name__ == "__main__":
    main()
