namespace Shop.Web.Languages;

/// <remarks>Sign-up, sign-in, identity verification, and recovery of the ID or password.</remarks>
public sealed partial class Texts
{
    public string LoginId => Say("아이디", "Login ID");
    public string Password => Say("비밀번호", "Password");
    public string NewPassword => Say("새 비밀번호", "New password");
    public string PasswordAgain => Say("비밀번호 확인", "Password again");
    public string PasswordHint => Say(
        "8자 이상. 여러 단어를 이어 쓰면 길고 외우기 쉽습니다.",
        "At least 8 characters. A few words in a row are long and easy to remember.");
    public string LoginIdHint => Say("영문, 숫자, 밑줄(_) 4~20자", "4 to 20 letters, digits or underscores");
    public string KeepSignedIn => Say("로그인 상태 유지", "Keep me signed in");
    public string SignInFirst => Say("로그인하면 보시던 곳으로 돌아갑니다.", "Sign in to return to where you were.");
    public string NoAccountYet => Say("아직 회원이 아니신가요?", "Not a member yet?");
    public string HasAccount => Say("이미 회원이신가요?", "Already a member?");
    public string FindId => Say("아이디 찾기", "Find your ID");
    public string ResetPassword => Say("비밀번호 재설정", "Reset password");
    public string SignUpText => Say(
        "본인인증 한 번으로 가입합니다. 한 사람은 계정 하나를 가질 수 있습니다.",
        "Joining takes one identity verification. One person has one account.");
    public string Steps => Say("가입 단계", "Steps");
    public string StepVerify => Say("본인인증", "Verify");
    public string StepAccount => Say("계정 만들기", "Your account");
    public string VerifyIdentity => Say("본인인증하기", "Verify your identity");
    public string VerifyText => Say(
        "통신사나 인증 앱으로 이름과 생년월일을 확인합니다. 주민등록번호는 묻거나 보관하지 않습니다.",
        "Your carrier or an app confirms your name and birth date. We never ask for or keep a resident number.");
    public string Verified => Say("본인인증을 마쳤습니다.", "Your identity is verified.");
    public string VerifyAgain => Say("다시 인증하기", "Verify again");
    public string VerifyFailed => Say(
        "본인인증이 끝나지 않았습니다. 다시 시도해 주세요.", "The verification did not finish. Please try again.");
    public string VerificationLapsed => Say(
        "본인인증을 한 지 오래되었습니다. 다시 인증해 주세요.", "Your verification has expired. Please verify again.");
    public string CreateAccount => Say("가입하기", "Create account");
    public string ShowMyId => Say("내 아이디 확인", "Show my ID");
    public string FindIdText => Say("가입할 때 인증한 본인인지 확인하고 아이디를 알려 드립니다.", "Verify that it is you and we show your ID.");
    public string YourIdIs => Say("회원님의 아이디", "Your login ID");
    public string NoAccountFound => Say("이 분의 이름으로 가입된 계정이 없습니다.", "There is no account for this person.");
    public string ResetText => Say(
        "본인인증 뒤 새 비밀번호를 정합니다. 다른 기기에서는 모두 로그아웃됩니다.",
        "Verify your identity and choose a new password. You are signed out everywhere else.");
    public string SetPassword => Say("비밀번호 바꾸기", "Set password");
    public string PasswordWasReset => Say(
        "비밀번호를 바꾸었습니다. 새 비밀번호로 로그인해 주세요.", "Your password has been changed. Please sign in with it.");
    public string Greeting(string name) => Say($"{name}님, 안녕하세요", $"Hello, {name}");
    public string Name => Say("이름", "Name");
    public string BirthDate => Say("생년월일", "Birth date");
    public string Withdraw => Say("회원 탈퇴", "Close account");
    public string WithdrawText => Say(
        "이름과 생년월일 등 회원 정보를 지웁니다. 주문과 배송 정보는 법에 따라 5년 동안 보관한 뒤 지웁니다. "
        + "진행 중인 주문이 있으면 탈퇴할 수 없습니다.",
        "We erase your name, birth date and login. The law requires us to keep orders and delivery data for 5 years, "
        + "then they are erased too. Not possible while an order is open.");
    public string Withdrawn => Say(
        "탈퇴했습니다. 그동안 이용해 주셔서 고맙습니다.", "Your account is closed. Thank you for shopping with us.");

    public string WrongPassword => Say("비밀번호가 맞지 않습니다.", "The password is wrong.");
    public string PasswordsDiffer => Say("비밀번호가 서로 다릅니다.", "The passwords differ.");
}
