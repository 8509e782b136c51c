namespace Shop.Admin.Languages;

/// <remarks>Sign-in, second factor, one-time links.</remarks>
public sealed partial class Texts
{
    public string SignIn => Say("로그인", "Sign in");
    public string LoginId => Say("아이디", "Login id");
    public string Password => Say("비밀번호", "Password");
    public string NewPassword => Say("새 비밀번호", "New password");
    public string PasswordAgain => Say("새 비밀번호 확인", "Repeat the new password");
    public string Continue => Say("계속", "Continue");
    public string SecondFactorTitle => Say("2단계 인증", "Second factor");
    public string SecondFactorText => Say(
        "인증 앱의 6자리 코드나 복구 코드를 입력해 주세요.",
        "Enter the six digits of your authenticator app, or a recovery code.");
    public string Code => Say("인증 코드", "Code");
    public string BeginAgain => Say("처음부터 다시", "Begin again");
    public string SetUpTitle => Say("2단계 인증 설정", "Set up the second factor");
    public string SetUpText => Say(
        "인증 앱(Google Authenticator, 1Password 등)으로 QR 코드를 스캔하고, 앱에 나온 6자리 코드를 입력해 주세요.",
        "Scan the QR code with an authenticator app, then enter the six digits that the app shows.");
    public string QrCode => Say("인증 앱으로 스캔할 QR 코드", "QR code for the authenticator app");
    public string SecretLabel => Say("스캔할 수 없으면 이 키를 입력하세요", "If you cannot scan, enter this key");
    public string RecoveryTitle => Say("복구 코드를 보관하세요", "Keep your recovery codes");
    public string RecoveryText => Say(
        "휴대전화를 잃어버렸을 때 한 번씩 쓸 수 있습니다. 이 화면을 벗어나면 다시 볼 수 없습니다.",
        "Each can be used once if you lose your phone. They are not shown again after you leave this page.");
    public string RecoveryKept => Say("보관했습니다", "I have kept them");
    public string LinkTitle => Say("비밀번호 설정", "Set your password");
    public string LinkFor(string loginId, OperatorRole role) => Say(
        $"{loginId} 님({Role(role)})의 비밀번호를 정해 주세요.",
        $"Choose the password of {loginId} ({Role(role)}).");
    public string PasswordRule => Say("8자 이상", "At least 8 characters");
    public string LinkGone => Say(
        "이미 사용되었거나 만료된 링크입니다. 대표 운영자에게 새 링크를 받아 주세요.",
        "This link was used or has expired. Ask an owner for a new one.");
}
