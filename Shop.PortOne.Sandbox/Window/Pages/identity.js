// The verification window. The shopper selects a test person or enters other data.
import { act, load, obey, say, translate } from "/window/window.js";

const texts = {
  ko: {
    title: "본인인증 · PortOne Sandbox",
    close: "닫기",
    notice: "테스트용 본인인증창입니다. 실제 정보를 넣지 마세요.",
    heading: "본인인증",
    merchant: "요청한 곳:",
    demo: "시험용 인물",
    other: "직접 입력",
    minor: "미성년자",
    name: "이름",
    birthDate: "생년월일",
    gender: "성별",
    female: "여성",
    male: "남성",
    phoneNumber: "휴대폰 번호",
    verify: "인증하기",
    fail: "인증 실패 시험하기",
    gone: "이미 인증했거나 더 이상 쓸 수 없는 창입니다.",
    trouble: "처리하지 못했습니다. 다시 눌러 주세요.",
  },
  en: {
    title: "Identity verification · PortOne Sandbox",
    close: "Close",
    notice: "This is a test window. Do not enter real data.",
    heading: "Identity verification",
    merchant: "Requested by",
    demo: "Test person",
    other: "Someone else",
    minor: "minor",
    name: "Name",
    birthDate: "Date of birth",
    gender: "Gender",
    female: "Female",
    male: "Male",
    phoneNumber: "Mobile number",
    verify: "Verify",
    fail: "Try a failed verification",
    gone: "You are already verified, or this window can no longer be used.",
    trouble: "Something went wrong. Please try again.",
  },
};

// Relative to the current year, so that this person is always a minor.
const minorsYear = new Date().getFullYear() - 15;
const people = [
  { name: "홍길동", birthDate: "1990-03-15", gender: "MALE", phoneNumber: "01012345678" },
  { name: "김영희", birthDate: "1985-11-02", gender: "FEMALE", phoneNumber: "01023456789" },
  { name: "이하늘", birthDate: `${minorsYear}-08-20`, gender: "FEMALE", phoneNumber: "01034567890", isMinor: true },
];
const fields = ["name", "birthDate", "gender", "phoneNumber"];
const element = (id) => document.getElementById(id);

const details = await load();
const language = details?.language ?? "ko";
const words = texts[language];
translate(texts, language);

if (details === null) {
  say(words.gone);
} else {
  show();
}

function show() {
  element("merchant").textContent = details.merchant;
  for (const [index, person] of people.entries()) {
    const note = person.isMinor ? `, ${words.minor}` : "";
    element("demo").add(new Option(`${person.name} (${person.birthDate}${note})`, index));
  }
  element("demo").add(new Option(words.other, "other"));
  element("demo").addEventListener("change", () => fill(people[element("demo").value] ?? {}));
  fill(people[0]);
  expect(details.customer);

  const close = () => act(details, "close", {}, words.trouble);
  element("close").addEventListener("click", close);
  element("close").hidden = false; // Hidden until the listener is attached.
  element("fail").addEventListener("click", () => act(details, "fail", {}, words.trouble));
  element("person").addEventListener("submit", (event) => {
    event.preventDefault();
    act(details, "verify", Object.fromEntries(fields.map((field) => [field, element(field).value])), words.trouble);
  });
  addEventListener("keydown", (event) => event.key === "Escape" && close());
  obey(details, { close });
  element("window").hidden = false;
}

function fill(person) {
  for (const field of fields) {
    element(field).value = person[field] ?? (field === "gender" ? "FEMALE" : "");
  }
}

// Fills in the person whom the shop expects and makes these fields read-only.
function expect(customer) {
  const { birthYear: year, birthMonth: month, birthDay: day } = customer;
  const expected = {
    name: customer.name,
    phoneNumber: customer.phoneNumber,
    birthDate: year && month && day ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : undefined,
  };
  for (const [field, value] of Object.entries(expected)) {
    if (value) {
      element(field).value = value;
      element(field).readOnly = true;
      element("demo").value = "other";
      element("demo").disabled = true;
    }
  }
}
