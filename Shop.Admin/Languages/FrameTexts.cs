namespace Shop.Admin.Languages;

/// <remarks>The frame of every page, errors, and texts that many pages share.</remarks>
public sealed partial class Texts
{
    public string AppName => Say("상점 관리", "Shop admin");
    public string SkipToContent => Say("본문으로 건너뛰기", "Skip to content");
    public string Navigation => Say("메뉴", "Menu");
    public string OpenMenu => Say("메뉴 열기", "Open the menu");
    public string OtherLanguage => Say("English", "한국어");
    public string OtherLanguageCode => Say("en", "ko");
    public string SignOut => Say("로그아웃", "Sign out");
    public string TodayTitle => Say("오늘", "Today");
    public string OrdersTitle => Say("주문", "Orders");
    public string OperatorsTitle => Say("운영자", "Operators");
    public string MeTitle => Say("내 계정", "My account");
    public string AuditTitle => Say("활동 기록", "Audit log");
    public string Loading => Say("불러오는 중…", "Loading…");
    public string Reload => Say("새로고침", "Reload");
    public string Close => Say("닫기", "Close");
    public string Cancel => Say("취소", "Cancel");
    public string NeedsScript => Say(
        "이 화면은 자바스크립트가 필요합니다.", "This page needs JavaScript.");
    public string Connection => Say("연결 상태", "Connection");
    public string Reconnecting => Say("다시 연결하고 있습니다…", "Reconnecting…");
    public string ReconnectFailed => Say("연결이 끊겼습니다. 새로고침해 주세요.", "The connection was lost. Please reload.");
    public string ErrorTitle => Say("오류가 발생했습니다", "Something went wrong");
    public string NotFoundTitle => Say("페이지를 찾을 수 없습니다", "This page does not exist");
    public string NotAllowedTitle => Say("권한이 없습니다", "You may not open this page");
    public string NotAllowedText => Say(
        "이 화면은 대표 운영자만 볼 수 있습니다.", "Only an owner may open this page.");
    public string StaleTitle => Say("페이지가 오래되었습니다. 다시 열어 주세요.", "This page is out of date. Open it again.");
    public string ToToday => Say("오늘 화면으로", "Go to Today");

    public string MessageFor(ApiError error) => error.Code switch
    {
        ProblemCodes.InvalidCredentials => Say("아이디나 비밀번호가 맞지 않습니다.", "The login id or the password is wrong."),
        ProblemCodes.TooManyAttempts => Say(
            "로그인 시도가 여러 번 실패해 잠겼습니다. 잠시 뒤 다시 시도해 주세요.",
            "Locked after too many failed attempts. Try again later."),
        ProblemCodes.WrongCode => Say(
            "코드가 틀렸거나 이미 사용한 코드입니다. 다음 코드를 입력해 주세요.",
            "This code is wrong or was used before. Enter the next one."),
        ProblemCodes.LinkInvalid => Say(
            "이미 사용되었거나 만료된 링크입니다. 새 링크를 받아 주세요.",
            "This link was used or has expired. Ask for a new one."),
        ProblemCodes.WeakPassword => Say(
            "8자 이상이고 아이디와 다르며 흔하지 않은 비밀번호를 골라 주세요.",
            "Choose a password of at least 8 characters that is not common and differs from the login id."),
        ProblemCodes.LoginIdTaken => Say("이미 사용 중인 아이디입니다.", "This login id is taken."),
        ProblemCodes.LastOwner => Say(
            "마지막 대표 운영자는 사용 중지할 수 없습니다.", "The last owner cannot be disabled."),
        ProblemCodes.OperatorStatusDiffers => Say(
            "운영자의 상태가 바뀌었습니다. 새로고침해 주세요.", "The operator's status has changed. Please reload."),
        SharedProblemCodes.InvalidRequest when error.Field == "passwordAgain" => Say(
            "두 비밀번호가 다릅니다.", "The passwords differ."),
        SharedProblemCodes.InvalidRequest when error.Field == "loginId" => Say(
            "아이디는 영문 소문자, 숫자, 밑줄 4~20자입니다.",
            "A login id has 4 to 20 letters a-z, digits or underscores."),
        SharedProblemCodes.InvalidRequest when error.Field == "trackingNumber" => Say(
            "이 택배사의 운송장 번호가 아닙니다. 숫자를 확인해 주세요.",
            "This courier has no such tracking number. Please check the digits."),
        SharedProblemCodes.InvalidRequest when error.Field == "phone" => Say(
            "전화번호는 숫자 4자리 이상 입력해 주세요.", "Enter at least 4 digits of the phone number."),
        SharedProblemCodes.InvalidRequest when error.Field is "sort" or "from" => Say(
            "금액순은 92일 이내의 기간에서 쓸 수 있고, 받는 분이나 전화번호 검색과 함께 쓸 수 없습니다.",
            "Sorting by amount needs a period of at most 92 days, and no search by recipient or phone."),
        ProblemCodes.OrderStatusDiffers => ActIsTooLate(error),
        ProblemCodes.PaymentBeingChecked => Say(
            "결제나 취소가 결제사에서 진행 중입니다. 잠시 뒤 다시 시도해 주세요.",
            "The payment is in progress at PortOne. Try again in a moment."),
        ProblemCodes.ProviderUnavailable => Say(
            "결제사의 답이 없어 아무것도 바꾸지 않았습니다. 잠시 뒤 다시 시도해 주세요.",
            "PortOne did not answer, so nothing was changed. Try again in a moment."),
        SharedProblemCodes.InvalidRequest => Say("입력한 내용을 확인해 주세요.", "Please check what you entered."),
        SharedProblemCodes.NotFound => Say("존재하지 않는 항목입니다.", "This no longer exists."),
        SharedProblemCodes.Forbidden => NotAllowedText,
        _ => Say(
            "지금은 처리하지 못했습니다. 잠시 뒤 다시 시도해 주세요.",
            "This could not be done right now. Try again in a moment."),
    };
}
