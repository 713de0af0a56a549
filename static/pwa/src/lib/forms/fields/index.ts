/** One folder per type of field; a new type is a folder and a line here. */

import type { Component } from 'svelte';
import type { FieldType, InputProps, OutputProps } from '../field';
import type { FieldSchema, Widget } from '../types';
import TextInput from './text/Input.svelte';
import TextOutput from './text/Output.svelte';
import { text as textText } from './text/field';
import LongtextInput from './longtext/Input.svelte';
import LongtextOutput from './longtext/Output.svelte';
import { text as longtextText } from './longtext/field';
import NumberInput from './number/Input.svelte';
import NumberOutput from './number/Output.svelte';
import { text as numberText } from './number/field';
import DateInput from './date/Input.svelte';
import DateOutput from './date/Output.svelte';
import { text as dateText } from './date/field';
import SelectInput from './select/Input.svelte';
import SelectOutput from './select/Output.svelte';
import { text as selectText } from './select/field';
import RadioInput from './radio/Input.svelte';
import RadioOutput from './radio/Output.svelte';
import { text as radioText } from './radio/field';
import CheckboxInput from './checkbox/Input.svelte';
import CheckboxOutput from './checkbox/Output.svelte';
import { text as checkboxText } from './checkbox/field';
import PhoneInput from './phone/Input.svelte';
import PhoneOutput from './phone/Output.svelte';
import { text as phoneText } from './phone/field';
import PersonIdInput from './person_id/Input.svelte';
import PersonIdOutput from './person_id/Output.svelte';
import { text as personIdText } from './person_id/field';
import HamletInput from './hamlet/Input.svelte';
import HamletOutput from './hamlet/Output.svelte';
import { text as hamletText } from './hamlet/field';
import AddressInput from './address/Input.svelte';
import AddressOutput from './address/Output.svelte';
import { text as addressText } from './address/field';
import RepeatInput from './repeat/Input.svelte';
import RepeatOutput from './repeat/Output.svelte';
import { text as repeatText } from './repeat/field';

export const FIELDS: Record<Widget, FieldType> = {
	text: { Input: TextInput, Output: TextOutput, text: textText },
	longtext: { Input: LongtextInput, Output: LongtextOutput, text: longtextText },
	number: { Input: NumberInput, Output: NumberOutput, text: numberText },
	date: { Input: DateInput, Output: DateOutput, text: dateText },
	select: { Input: SelectInput, Output: SelectOutput, text: selectText },
	radio: { Input: RadioInput, Output: RadioOutput, text: radioText },
	checkbox: { Input: CheckboxInput, Output: CheckboxOutput, text: checkboxText },
	phone: { Input: PhoneInput, Output: PhoneOutput, text: phoneText },
	person_id: { Input: PersonIdInput, Output: PersonIdOutput, text: personIdText },
	hamlet: { Input: HamletInput, Output: HamletOutput, text: hamletText },
	address: { Input: AddressInput, Output: AddressOutput, text: addressText },
	repeat: { Input: RepeatInput, Output: RepeatOutput, text: repeatText }
};

/** A widget this version does not know is filled in as text: an old app must not lose a new field. */
export const fieldType = (schema: FieldSchema): FieldType => FIELDS[schema['x-widget'] ?? 'text'] ?? FIELDS.text;
export const fieldInput = (schema: FieldSchema): Component<InputProps> => fieldType(schema).Input;
export const fieldOutput = (schema: FieldSchema): Component<OutputProps> => fieldType(schema).Output;
