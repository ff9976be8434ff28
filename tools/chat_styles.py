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
