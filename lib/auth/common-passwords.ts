/** The commonest passwords and words in them, lower case; with the minimum length these are what is left to refuse. */
export const commonPasswords = new Set(
  `123456789012 1234567890123 12345678901234 123456789123 123123123123 121212121212 112233445566 987654321098 098765432109
  0123456789012 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc 1qaz2wsx3edc4rfv zaq12wsxcde3 q1w2e3r4t5y6 qwertyuiop12 qwertyuiop123
  qwertyuiop qwertyuiopasdf qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm qwertzuiop qwertzuiopasdf asdfghjkl asdfghjklzxcvbnm
  zxcvbnmasdfgh azertyuiop azertyuiopqsdf qwerty qwertz azerty qwertyqwerty qwerty123456 qwerty12345 asdf asdfasdf abcdef abcdefg
  abcdefgh abcdefghijkl abcdefghijklm abcdefghijklmnopqrstuvwxyz abcd1234abcd abc123abc123 aaaaaaaaaaaa password passwort
  motdepasse contrasena wachtwoord password1234 password12345 password123456 passwordpassword password1password mypassword
  mypassword123 thisismypassword newpassword oldpassword yourpassword changepassword defaultpassword adminpassword rootpassword
  userpassword guestpassword temppassword changeme changemenow changeit pleasechange letmein letmeinnow letmeinplease openup
  opensesame trustno1 welcome welcome1234 welcome12345 welcomehome welcomeback willkommen bienvenue bienvenido welkom hello
  helloworld hellohello hallo bonjour iloveyou iloveyouforever ilovemyself iloveyou1234 iloveyousomuch ichliebedich jetaime
  loveyouforever princess princesse sunshine sunshine1234 football basketball baseball superman batman spiderman pokemon naruto
  dragonball starwars starwars1234 masterkey master monkey monkey1234 dragon shadow michael jennifer jessica charlie jordan
  liverpool liverpoolfc manchester manchesterunited chelsea arsenal barcelona realmadrid juventus bayernmunich dortmund
  restaurant restaurants restaurant123 restaurant1234 myrestaurant brasserie bistro kitchen kueche cuisine lightspeed
  lightspeedrestaurant lightspeedkseries kseries upvendo upvendoupvendo upvendo1234 kiosk onlineordering administrator
  administrator1 admin adminadmin admin1234567 admin123456 administrador superadmin sysadmin superuser webmaster username user
  testtest testtesttest testpassword testing testing1234 test1234test test123456789 demo demodemo demopassword example
  computer internet whatever whateverwhatever nothing secret secretsecret topsecret mysecret geheim geheimnis correcthorsebatterystaple
  correcthorse fuckyou fuckyoufuckyou asshole mustang harley summer2024 summer2025 summer2026 winter2024 winter2025 winter2026
  spring autumn sommer2025 sommer2026 january february september october november december christmas happybirthday
  blink182blink google facebook facebook1234 instagram youtube microsoft windows iphone samsung jesuschrist jesusisking
  godisgood godislove fortheloveofgod blessed superstar rockstar butterfly chocolate cheesecake sweetheart babygirl myspace1
  donttellanyone imtheboss idontknow iforgot idontremember forgotpassword nopassword`.split(/\s+/),
);
