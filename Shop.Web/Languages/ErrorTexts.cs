namespace Shop.Web.Languages;

/// <remarks>The services' error codes as texts for the shopper.</remarks>
public sealed partial class Texts
{
    public string MessageFor(ApiError error) => error.Code switch
    {
        ProblemCodes.LoginIdTaken => LoginIdTaken,
        ProblemCodes.PersonAlreadyRegistered => Say(
            "이미 가입하셨습니다. 아이디 찾기로 확인해 주세요.", "You already have an account. Find your ID to see which."),
        ProblemCodes.IdentityNotVerified => Say(
            "본인인증이 확인되지 않았습니다. 다시 인증해 주세요.", "Your identity could not be confirmed. Please verify again."),
        ProblemCodes.IdentityVerificationUsed => Say(
            "이미 사용한 본인인증입니다. 다시 인증해 주세요.", "This verification has been used. Please verify again."),
        ProblemCodes.GuardianConsentNeeded => Say(
            "만 14세 미만은 법정대리인의 동의가 필요하여 가입하실 수 없습니다.",
            "Children under 14 need a guardian's consent and cannot join here."),
        ProblemCodes.WeakPassword => WeakPassword,
        ProblemCodes.InvalidCredentials => Say("아이디 또는 비밀번호가 맞지 않습니다.", "The ID or the password is wrong."),
        ProblemCodes.TooManyAttempts => Say("시도가 너무 많았습니다. 잠시 뒤 다시 해 주세요.", "Too many attempts. Please wait a little."),
        ProblemCodes.OpenOrders => Say(
            "진행 중인 주문이나 환불이 있어 아직 탈퇴할 수 없습니다.", "You have an open order or refund, so the account stays for now."),
        ProblemCodes.ProviderUnavailable => Say(
            "본인인증 기관에 연결되지 않습니다. 잠시 뒤 다시 시도해 주세요.",
            "The verification provider cannot be reached. Please try again in a moment."),
        ProblemCodes.OutOfStock => Say(
            "그사이 다 팔린 상품이 있습니다. 수량을 확인해 주세요.",
            "Something in your order has just sold out. Please check the quantities."),
        ProblemCodes.AdultsOnly => Say("성인 전용 상품이 있어 주문할 수 없습니다.", "Your order has products for adults only."),
        ProblemCodes.EmptyCart => CartEmpty,
        ProblemCodes.CartAlreadyOrdered => Say("이 장바구니는 이미 주문하셨습니다.", "You have already ordered this cart."),
        ProblemCodes.IdempotencyKeyReused => Say(
            "이 화면에서 이미 다른 내용으로 주문하셨습니다. 주문내역을 확인해 주세요.",
            "You have already ordered from this page. Please look at your orders."),
        ProblemCodes.OrderAwaitsPayment when error.Number(ProblemExtensions.TotalWon) is { } won =>
            OrderAwaitsPaymentAt(won),
        ProblemCodes.OrderAwaitsPayment => OrderAwaitsPayment,
        ProblemCodes.PaymentNotPaid => NotPaidText,
        SharedProblemCodes.InvalidRequest => Say("입력하신 내용을 다시 확인해 주세요.", "Please check what you entered."),
        _ when error.IsRetryable => Say(
            "지금은 연결이 원활하지 않습니다. 잠시 뒤 그대로 다시 눌러 주세요.",
            "We cannot be reached right now. Please press again in a moment."),
        _ => ErrorText,
    };

    /// <summary>The outcome of an order is unknown. The page repeats it with the same idempotency key.</summary>
    public string OrderUnanswered => Say(
        "주문이 접수되었는지 아직 알 수 없습니다. 그대로 다시 눌러 주세요. 두 번 주문되지 않습니다.",
        "We do not know yet whether your order arrived. Press again; it will not be placed twice.");

    public string AdultsOnlyRefused(string names) => Say(
        $"{names}: 성인 전용 상품이라 주문하실 수 없습니다. 삭제하고 주문해 주세요.",
        $"{names}: for adults only, so you cannot order it. Please remove it to order the rest.");

    public string OutOfStock(string name, long left) => left <= 0
        ? Say($"‘{name}’ 상품이 품절되었습니다.", $"“{name}” has sold out.")
        : Say($"‘{name}’ 상품이 {left}개만 남았습니다.", $"Only {left} of “{name}” are left.");

    /// <summary>The error of a field, by the stable code that the service returns for it.</summary>
    public string InvalidField(string field, string code) => (field, code) switch
    {
        (_, ProblemCodes.LoginIdTaken) => LoginIdTaken,
        (_, ProblemCodes.WeakPassword) => WeakPassword,
        ("password" or "newPassword", _) => Say("비밀번호는 128자까지입니다.", "A password has 128 characters at most."),
        ("passwordAgain", _) => PasswordsDiffer,
        ("phone", _) => Say("전화번호를 확인해 주세요. 예: 010-1234-5678", "Please check the phone number, as in 010-1234-5678."),
        ("email", _) => Say("이메일 주소를 확인해 주세요. 예: name@example.com", "Please check the e-mail address."),
        ("postalCode", _) => Say("우편번호는 숫자 5자리입니다.", "A postal code has 5 digits."),
        ("loginId", _) => Say("아이디는 영문, 숫자, 밑줄(_) 4~20자입니다.", "An ID has 4 to 20 letters, digits or underscores."),
        _ => Say("입력하신 내용을 확인해 주세요.", "Please check this."),
    };

    private string LoginIdTaken => Say("이미 쓰이는 아이디입니다. 다른 아이디를 골라 주세요.", "This ID is taken. Please choose another.");

    private string WeakPassword => Say(
        "너무 쉬운 비밀번호입니다. 8자 이상으로, 아이디와 다르고 흔하지 않게 정해 주세요.",
        "This password is too easy to guess. Use 8 characters or more, neither your ID nor a common one.");
}
